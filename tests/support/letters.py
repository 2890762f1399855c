"""Mails as people, machines and mail servers send them."""

from email.header import Header
from email.message import EmailMessage
from email.utils import formataddr, make_msgid

TRICKY = 'It\'s a "test" with back\\slash & <b>html</b> ünï 😀'


def letter(
    to: str,
    text: str = "Thank you!",
    *,
    sender: str = "ann@example.org",
    name: str = "Ann",
    subject: str = "Re: printer",
    message_id: str | None = None,
    **headers: str,
) -> bytes:
    """A plain mail; further headers by keyword, `In_Reply_To` for `In-Reply-To`."""
    fields = {
        "Return-Path": f"<{sender}>",
        "From": formataddr((name, sender)),
        "To": to,
        "Subject": Header(subject, "utf-8").encode(linesep="\r\n"),
        "Date": "Mon, 23 Nov 2026 10:02:03 +0100",
        "Message-ID": message_id or make_msgid(domain="example.org"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    fields |= {key.replace("_", "-"): value for key, value in headers.items()}
    head = "".join(f"{key}: {value}\r\n" for key, value in fields.items())
    return head.encode() + b"\r\n" + text.replace("\n", "\r\n").encode() + b"\r\n"


def bounce(to: str, message_id: str, *, action: str = "failed") -> bytes:
    """A delivery report (RFC 3464) on the mail with this Message-ID."""
    return f"""\
Return-Path: <>\r
From: MAILER-DAEMON@mx.example.org\r
To: {to}\r
Subject: Undelivered Mail Returned to Sender\r
Message-ID: {make_msgid(domain="mx.example.org")}\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="=b"\r
\r
--=b\r
Content-Type: text/plain; charset=us-ascii\r
\r
I could not deliver your message.\r
\r
--=b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example.org\r
\r
Final-Recipient: rfc822; ann@example.org\r
Action: {action}\r
Status: 5.1.1\r
\r
--=b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: <{message_id}>\r
\r
--=b--\r
""".encode()


def text_of(mail: EmailMessage) -> str:
    """The plain text part, with LF."""
    part = mail.get_body(("plain",))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""
