"""What a person does here: read, answer, write, try again."""

from dataclasses import dataclass

from bridge.cli.demo.bridge_answer import post_to_bridge
from bridge.cli.demo.mailbox.faults import Faults
from bridge.cli.demo.mailbox.reading import addresses, read_heading, read_letter
from bridge.cli.demo.mailbox.store import Mail, MailStore
from bridge.cli.demo.mailbox.writing import ComposeError, Draft, compose, reply_to


@dataclass(frozen=True, slots=True)
class BridgeHook:
    """`url` is the bridge's `/hooks/mail/{mailbox}`; `token` its bearer token."""

    url: str
    token: str


@dataclass(frozen=True, slots=True)
class Desk:
    mails: MailStore
    faults: Faults
    hook: BridgeHook
    support_address: str

    def reply(self, mail: Mail, text: str, sender: str = "") -> Mail:
        """Answers as `sender`, by default the first recipient. Raises ComposeError."""
        author = sender or (mail.recipients[0] if mail.recipients else "")
        return self.write(reply_to(read_letter(mail.raw), text, author))

    def write(self, draft: Draft) -> Mail:
        """Raises ComposeError."""
        return self.send(compose(draft))

    def send(self, raw: bytes) -> Mail:
        """Hands over a mail byte for byte; it is kept whether or not the bridge takes it."""
        if not raw.strip():
            raise ComposeError("There is no mail: the body is empty.")
        heading = read_heading(raw)
        sender = (addresses(heading.sender) or [""])[0]
        mail = self.mails.add("written", sender, tuple(addresses(heading.to)), raw)
        return self.deliver(mail)

    def deliver(self, mail: Mail) -> Mail:
        """Posts a written mail to the bridge, again if need be, and notes what it said."""
        headers = {"Content-Type": "message/rfc822", "Authorization": f"Bearer {self.hook.token}"}
        answer = post_to_bridge(self.hook.url, mail.raw, headers)
        self.mails.record_answer(mail.id, answer)
        return self.mails.get(mail.id) or mail
