"""How well mails of the wild are read: floors under what `make bench` measures on more of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench import planting
from bridge.domain import mail_reports
from bridge.domain.machine_kinds import MachineKind
from bridge.domain.machine_mail import machine_made
from bridge.domain.ports import ParsedMail
from bridge.mail.reading.parse import MimeParser
from bridge.mail.reading.trim import new_text

HERE = Path(__file__).parent / "data"
OURS = "0123456789abcdef@help.example.test"
CLASSES = {
    "bounce": {MachineKind.BOUNCE, MachineKind.DELAY},
    "feedback-report": {MachineKind.FEEDBACK},
    "auto-reply": {MachineKind.AUTO_REPLY},
    "delivered-notice": {MachineKind.DELIVERED},
}


def lines(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / path).read_text("utf-8").splitlines()]


MAILS = [(row["file"], row["class"]) for row in lines("machine_mail/index.jsonl")]
BOUNCES = [name for name, kind in MAILS if kind == "bounce"]


def read(name: str) -> bytes:
    return (HERE / "machine_mail" / name).read_bytes()


def test_the_samples_are_complete() -> None:
    assert len(MAILS) == len(list((HERE / "machine_mail").glob("*.eml"))) == 58
    assert len(BOUNCES) >= 40


def test_new_words_are_found_in_nine_of_ten_replies() -> None:
    cases = lines("reply_trim/cases.jsonl")
    exact = sum(new_text(case["input"]).split() == case["expected"].split() for case in cases)
    assert len(cases) == 40
    assert exact >= 36


def test_no_reply_is_trimmed_to_nothing() -> None:
    for case in lines("reply_trim/cases.jsonl"):
        assert new_text(case["input"]).strip(), case["id"]


@pytest.mark.parametrize(("name", "expected"), MAILS)
def test_machines_are_told_from_persons_and_each_other(name: str, expected: str) -> None:
    made = machine_made(MimeParser().parse(read(name)))
    if expected == "not-bounce":
        assert made is None
    else:
        assert made is not None
        assert made.kind in CLASSES[expected]
        assert made.certain


def names_ours(mail: ParsedMail) -> bool:
    named = mail_reports.ids_at(mail, "help.example.test")
    return bool({OURS, f"bounces+{OURS}"} & {*named, *mail_reports.reported_ids(mail)})


@pytest.mark.parametrize("name", BOUNCES)
def test_a_bounce_names_our_mail_wherever_it_names_the_returned_one(name: str) -> None:
    planted = planting.by_message_id(read(name), OURS)
    for raw in (planted, planting.by_address(read(name), f"bounces+{OURS}")):
        assert raw is None or names_ours(MimeParser().parse(raw))


def test_a_returned_mail_in_base64_names_ours() -> None:
    """RFC 2046 forbids it; it is done."""
    inner = "TWVzc2FnZS1JRDogPGFiY0BoZWxwLmV4YW1wbGUudGVzdD4NClN1YmplY3Q6IHgNCg0KaGVsbG8NCg=="
    raw = (
        "From: MAILER-DAEMON@x.test\r\nContent-Type: multipart/report; boundary=b\r\n\r\n"
        "--b\r\n\r\nfailed\r\n--b\r\nContent-Type: message/rfc822\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{inner}\r\n--b--\r\n"
    )
    assert mail_reports.reported_ids(MimeParser().parse(raw.encode())) == ["abc@help.example.test"]


def report(status: str, said: str, action: str = "failed") -> ParsedMail:
    raw = (
        "From: MAILER-DAEMON@x.test\r\nContent-Type: multipart/report; boundary=b\r\n\r\n"
        f"--b\r\n\r\n{said}\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; x.test\r\n\r\nAction: {action}\r\nStatus: {status}\r\n\r\n--b--\r\n"
    )
    return MimeParser().parse(raw.encode())


@pytest.mark.parametrize(
    ("status", "said", "permanent", "hard"),
    [
        ("5.1.1", "User unknown", True, True),
        ("5.1.2", "Host not found", True, True),
        ("5.0.0", "550 no such user", True, True),
        ("5.2.2", "The mailbox is full", True, False),
        ("5.1.1", "The mailbox is full", True, False),
        ("5.7.1", "Refused by policy", True, False),
        ("4.4.7", "Gave up after four days", False, False),
        ("4.1.1", "User unknown just now", False, False),
    ],
)
def test_a_hard_failure_is_one_of_the_address_itself(status, said, permanent, hard) -> None:
    found = mail_reports.failure(report(status, said))
    assert (found.status, found.permanent, found.hard) == (status, permanent, hard)


def test_a_success_is_no_failure() -> None:
    for action in ("delivered", "relayed", "expanded", "delayed"):
        assert not mail_reports.tells_failure(report("2.0.0", "fine", action))
