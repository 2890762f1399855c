"""Which kind of machine wrote a mail, if one did: bounce, delay, report, auto-reply and so on.

This is not the question whether a mail may be answered (`loops`): a person's post to a mailing
list is written by a person and still never answered. Headers count first; words only where
headers are silent, and then two findings together. Sources: RFC 3464, RFC 3834, RFC 5965,
RFC 6522, RFC 8098, Microsoft's X-Auto-Response-Suppress.
"""

import re

from bridge.domain import acknowledgements, mail_reports
from bridge.domain import machine_phrases as phrases
from bridge.domain.addresses import local_part
from bridge.domain.machine_kinds import REPORTS, MachineKind, MachineMail
from bridge.domain.mail_reports import Verdict
from bridge.domain.plain_words import folded
from bridge.domain.ports import ParsedMail

LOOKED_AT = 3000
"""Characters of a body in which a machine says what it is."""
LONGEST_NOTICE = 1500
LONGEST_RECEIPT = 600
_SERVERS = re.compile(
    r"mailer[-_.]?daemon|mail[-_.]delivery[-_.](?:system|subsystem)|post[-_.]?master"
)


_SERVER_NAMES = re.compile(r"mailer[-_. ]?daemon|mail deliver|post[-_.]?master|mail[-_. ]?system")


def machine_made(mail: ParsedMail) -> MachineMail | None:
    """None for a mail that a person wrote, one to a mailing list too."""
    header = _header_findings(mail)
    server = _from_server(mail)
    kind, found = _report_kind(mail, server=bool(server))
    if kind is not None:
        return MachineMail(kind, (*found, *server, *header), certain=True)
    subject, body = _subject(mail), _body(mail)
    worded = _worded(mail, subject, body)
    if server:
        bounced = worded[0] if worded and worded[0] in REPORTS else None
        return MachineMail(
            bounced or _server_kind(mail, subject, body), (*server, *header), certain=True
        )
    if header and acknowledgements.is_acknowledgement(subject, body, least=1):
        worded = (MachineKind.ACKNOWLEDGEMENT, "acknowledgement")
    if worded is not None:
        return MachineMail(worded[0], (worded[1], *header), certain=bool(header))
    if not header:
        return None
    return MachineMail(_header_kind(header), header, certain=True)


def _report_kind(mail: ParsedMail, *, server: bool) -> tuple[MachineKind | None, tuple[str, ...]]:
    """By the parts of the mail: formal reports, and the same parts in an informal frame."""
    declared = folded(" ".join(mail.headers.get("content-type", ())))
    formal = mail.content_type.lower() == "multipart/report" or "report-type=" in declared
    parts = {part.content_type.lower() for part in mail.attachments}
    if mail_reports.is_feedback(mail, parts, declared):
        return MachineKind.FEEDBACK, ("feedback report",)
    if formal and ("disposition-notification" in declared or mail_reports.READ_PART in parts):
        return MachineKind.READ_RECEIPT, ("disposition notification",)
    if mail_reports.tells_delivery(mail):
        return MachineKind.DELIVERED, ("delivery notice",)
    if mail_reports.answers_invitation(mail):
        return MachineKind.NOTIFICATION, ("answer to an invitation",)
    if formal or (server and parts & set(mail_reports.STATUS_PARTS)):
        return _KINDS[mail_reports.verdict(mail)], ("delivery report",)
    return None, ()


_KINDS = {
    Verdict.FAILED: MachineKind.BOUNCE,
    Verdict.DELAYED: MachineKind.DELAY,
    Verdict.DELIVERED: MachineKind.DELIVERED,
}


def _server_kind(mail: ParsedMail, subject: str, body: str) -> MachineKind:
    """What a mail server writes in words of its own; a bounce only if something says so."""
    failed = mail.headers.get("x-failed-recipients") or mail_reports.failed_status(mail)
    if failed or subject.startswith(phrases.BOUNCE_SUBJECTS) or _any(phrases.BOUNCE_BODIES, body):
        return MachineKind.BOUNCE
    replied = _auto_submitted(mail).startswith("auto-replied")
    return MachineKind.AUTO_REPLY if replied else MachineKind.NOTIFICATION


def _from_server(mail: ParsedMail) -> tuple[str, ...]:
    """Signs that a mail server itself wrote: its address, or no sender to answer to."""
    found = []
    local = local_part(mail.sender.email).lower() if mail.sender else ""
    if local and _SERVERS.fullmatch(local):
        found.append("sender is a mail server")
    named = folded(" ".join(mail.headers.get("from", ())))
    if mail.sender is None and (named == "<>" or _SERVER_NAMES.search(named)):
        found.append("no sender")
    path = (mail.envelope_from or "").lower()
    if _SERVERS.fullmatch(path.partition("@")[0]):
        found.append("return path of a mail server")
    if mail.headers.get("x-failed-recipients"):
        found.append("X-Failed-Recipients")
    return tuple(found)


def _header_findings(mail: ParsedMail) -> tuple[str, ...]:
    """Headers of machines. Those of a mailing list alone are none: people write to lists. Nor is
    a no-reply address: forums and contact forms pass on people's words from one."""
    headers, found = mail.headers, []
    submitted = _auto_submitted(mail)
    if submitted:
        found.append(f"Auto-Submitted: {submitted}")
    on_list = any(name in headers for name in ("list-id", "list-post", "mailing-list"))
    precedence = folded(" ".join(headers.get("precedence", ())))
    if "auto_reply" in precedence or (not on_list and re.search(r"\b(bulk|junk)\b", precedence)):
        found.append(f"Precedence: {precedence}")
    suppress = set(
        re.findall(r"\w+", folded(" ".join(headers.get("x-auto-response-suppress", ()))))
    )
    if suppress & {"all", "autoreply"} and not on_list:
        found.append("X-Auto-Response-Suppress")
    found += [name for name in _ROBOT_HEADERS if name in headers]
    if "vacation" in folded(" ".join(headers.get("x-apple-action", ()))):
        found.append("X-Apple-Action: vacation")
    if mail.envelope_from == "" and not on_list:
        found.append("empty return path")
    if "feedback-id" in headers and "list-unsubscribe" in headers and "list-post" not in headers:
        found.append("Feedback-ID")
    return tuple(found)


_ROBOT_HEADERS = (
    *("x-autoreply", "x-autorespond", "x-autoresponder", "x-autogenerated", "x-auto-reply-from"),
    *("x-mail-autoreply", "x-autoreply-from", "x-ms-exchange-generated-message-source"),
    *("x-vacation", "x-mdautoresponder"),
)


def _header_kind(findings: tuple[str, ...]) -> MachineKind:
    text = " ".join(findings).lower()
    replies = ("auto-replied", "auto_reply", "autoreply", "autorespond", "vacation")
    return (
        MachineKind.AUTO_REPLY
        if any(word in text for word in replies)
        else MachineKind.NOTIFICATION
    )


def _worded(mail: ParsedMail, subject: str, body: str) -> tuple[MachineKind, str] | None:
    """By the words: a subject of a machine, borne out by the body, or two signs in the body."""
    if report := _report_in_words(mail, subject, body):
        return report
    if acknowledgements.is_acknowledgement(subject, body):
        return MachineKind.ACKNOWLEDGEMENT, "acknowledgement"
    if _is_challenge(subject, body):
        return MachineKind.CHALLENGE, "challenge"
    if _is_reply_subject(subject) or _is_away(subject, body):
        return MachineKind.AUTO_REPLY, "words of an auto-reply"
    return None


def _report_in_words(mail: ParsedMail, subject: str, body: str) -> tuple[MachineKind, str] | None:
    if _is_read_notice(mail, subject, body):
        return MachineKind.READ_RECEIPT, "words of a reading receipt"
    if _any(phrases.FEEDBACK_BODIES, body[:400]):
        return MachineKind.FEEDBACK, "words of an abuse report"
    if _bounce_in_words(mail, subject, body):
        return _bounce_kind(mail, subject), "words of a bounce"
    return None


def _bounce_in_words(mail: ParsedMail, subject: str, body: str) -> bool:
    bare = subject.removeprefix("[postmaster] ")
    if bare.startswith(phrases.SURE_BOUNCE_SUBJECTS):
        return True
    if bare.startswith(phrases.BOUNCE_SUBJECTS) and _any(phrases.BOUNCE_BODIES, body):
        return True
    return body.startswith(_ERROR_OPENINGS) and mail_reports.failed_status(mail) is not None


def _bounce_kind(mail: ParsedMail, subject: str) -> MachineKind:
    waits = any(word in subject for word in ("delay", "warning", "verzöger", "retard"))
    delayed = waits and mail_reports.verdict(mail) != Verdict.FAILED
    return MachineKind.DELAY if delayed else MachineKind.BOUNCE


def _is_challenge(subject: str, body: str) -> bool:
    found = sum(phrase in body for phrase in phrases.CHALLENGES)
    return found + subject.startswith(_CHALLENGE_SUBJECTS) >= 2


def _is_read_notice(mail: ParsedMail, subject: str, body: str) -> bool:
    """As Outlook writes it where the report is lost on the way; nobody begins an answer so."""
    if not mail.in_reply_to or len(body) > LONGEST_RECEIPT:
        return False
    opened = subject.startswith(phrases.READ_SUBJECTS) and body.startswith(phrases.READ_OPENINGS)
    return opened and _any(phrases.READ_BODIES, body)


def _is_away(subject: str, body: str) -> bool:
    """One more sign is asked for under a subject that people write as well."""
    if len(body) > LONGEST_NOTICE or subject.startswith(("fwd:", "tr:")):
        return False
    details = sum(phrase in body for phrase in phrases.AWAY_DETAILS)
    least = 3 if subject.startswith("re:") else 2
    return details >= least and (_any(phrases.AWAY, body[:800]) or _any(phrases.AWAY, subject))


_ERROR_OPENINGS = ("error: invalid user address", "your message:", "<<< 5", "undeliver")
_CHALLENGE_SUBJECTS = ("please confirm", "[boxtrapper]", "confirm your", "verification required")


def _is_reply_subject(subject: str) -> bool:
    """`Automatic reply: Printer`, or such a phrase as the whole subject."""
    for phrase in phrases.REPLY_SUBJECTS:
        if subject.startswith(phrase):
            rest = subject[len(phrase) :].lstrip()
            return not rest or phrase.endswith(":") or rest[0] in ":-[(" or rest.startswith("re")
    return False


def _auto_submitted(mail: ParsedMail) -> str:
    for value in mail.headers.get("auto-submitted", ()):
        word = value.partition(";")[0].strip().lower()
        if word != "no":
            return word or "empty"
    return ""


def _subject(mail: ParsedMail) -> str:
    return folded(mail.subject[:300])


def _body(mail: ParsedMail) -> str:
    return folded((mail.new_text or mail.full_text)[:LOOKED_AT])


def _any(known: tuple[str, ...], text: str) -> bool:
    return any(phrase in text for phrase in known)
