"""Twenty messages, four mail programs, two languages, a subject changed midway: one ticket."""

import re

from bridge.services.tickets import conversation
from bridge.store.tickets import Ticket
from tests.support.desk import SUPPORT, Desk
from tests.support.letters import letter

EN, FR = "The pump loses water again, number {}.", "La pompe perd encore de l'eau, numéro {}."


def gmail(text: str, quoted: str) -> str:
    below = "\n".join(f"> {line}" for line in quoted.split("\n"))
    return f"{text}\n\nOn Mon, Nov 23, 2026 at 10:02 AM Support <{SUPPORT}>\nwrote:\n\n{below}\n"


def outlook(text: str, quoted: str) -> str:
    return (
        f"{text}\n\n________________________________\nDe : Support <{SUPPORT}>\n"
        f"Envoyé : lundi 23 novembre 2026 10:02\nÀ : Ann <ann@example.org>\n"
        f"Objet : La pompe\n\n{quoted}\n"
    )


def apple(text: str, quoted: str) -> str:
    below = "\n".join(f"> {line}" for line in quoted.split("\n"))
    return f"{text}\n\nLe 23 nov. 2026 à 10:02, Support <{SUPPORT}> a écrit :\n\n{below}\n"


def thunderbird(text: str, quoted: str) -> str:
    below = "\n".join(f"> {line}" for line in quoted.split("\n"))
    return f"On 23/11/2026 10:02, Support wrote:\n{below}\n\n{text}\n"


PROGRAMS = (gmail, outlook, apple, thunderbird)


def headers(number: int, ours: str, thread: list[str]) -> dict[str, str]:
    """Outlook names only the mail it answers; the others name the whole thread."""
    if PROGRAMS[number % 4] is outlook:
        return {"In_Reply_To": ours, "Thread_Topic": "La pompe"}
    return {"In_Reply_To": ours, "References": " ".join([*thread, ours])}


def test_a_long_exchange_stays_in_one_ticket(bridge: Desk) -> None:
    first = bridge.post_mail(letter(SUPPORT, EN.format(0), subject="The pump"))
    reference = first.get_json()["ticket"]
    bridge.drain()
    thread: list[str] = []
    for number in range(1, 10):
        conversation.reply(bridge.ctx, bridge.agent, reference, f"Have you tried {number}?")
        bridge.drain()
        mail = bridge.mails("ann@example.org")[-1]
        ours = str(mail["Message-ID"])
        text = (EN, FR)[number % 2].format(number)
        subject = "Re: The pump" if number < 5 else "Facture de la pompe"
        to = re.findall(r"<(.*)>", mail["Reply-To"])[0] if number % 3 == 0 else SUPPORT
        raw = letter(
            to,
            PROGRAMS[number % 4](text, f"Have you tried {number}?"),
            subject=subject,
            **headers(number, ours, thread),
        )
        thread.append(ours)
        answer = bridge.post_mail(raw)
        assert answer.get_json() == {
            "ticket": reference,
            "outcome": "message",
            "duplicate": False,
        }, number
    conversation.reply(bridge.ctx, bridge.agent, reference, "Then we send somebody.")
    said = [m for m in bridge.messages(reference) if m.kind in ("request", "reply")]
    assert len(said) == 20
    assert bridge.count(Ticket) == 1
    for number, message in enumerate(bridge.messages(reference, "request")):
        assert message.body.strip().endswith(f"{number}."), message.body
