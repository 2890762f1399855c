"""`reply_trim`, `machine_mail`, `mail_parse`: how well and how fast mails of the wild are read.

The mails lie in ../shared/data beside the project (`SHARED_DATA` names another place). A third
of the reply cases, by the SHA-256 of their ids, was set aside before the rules were made: both
parts are told.
"""

import hashlib
import json
import os
import statistics
import time
from collections.abc import Callable, Iterable
from email import message_from_bytes
from pathlib import Path
from typing import Any

from bench import planting
from bench.rows import Row
from bridge.domain import mail_reports
from bridge.domain.machine_mail import machine_made
from bridge.domain.ports import ParsedMail
from bridge.mail.reading.parse import MimeParser

DATA = Path(os.environ.get("SHARED_DATA", "../shared/data"))
LEAST_TRIMMED, LEAST_RECALL, MOST_FALSE, WORST_PARSE = 0.75, 0.98, 0.005, 300.0
RUNS = 3
_PARSER = MimeParser()
_OURS = "0123456789abcdef@help.example.test"
_BROKEN = ("report", "error_emails")
_HTML_HEAD = b"From: a@x.test\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def reply_trim() -> list[Row]:
    aim = f"at least {LEAST_TRIMMED}"
    if missing := _missing("reply_trim", aim):
        return [missing]
    cases = [_case(line) for line in _lines("reply_trim/cases.jsonl")]
    ours = [_same(case, _new_text(case)) for case in cases]
    theirs = [_same(case, _by_library(_full_text(case))) for case in cases]
    held = [good for good, case in zip(ours, cases, strict=True) if _is_held_back(case["id"])]
    tuned = [good for good, case in zip(ours, cases, strict=True) if not _is_held_back(case["id"])]
    empty = sum(not _new_text(case).strip() for case in cases if case["expected"].strip())
    settings = {"cases": len(cases), "tuned": _share(tuned), "held_back": _share(held)}
    reference = {"what": "mail-parser-reply alone, its languages", "value": _share(theirs)}
    return [_share_row("reply_trim", ours, reference, aim, settings | {"empty": empty})]


def machine_mail() -> list[Row]:
    aims = (f"at least {LEAST_RECALL}", f"at most {MOST_FALSE}", "all")
    if missing := _missing("machine_mail", aims[0]):
        return [missing]
    rows = [
        (row, _read(f"bounces_auto/{row['file']}")) for row in _lines("bounces_auto/index.jsonl")
    ]
    machines = [raw for row, raw in rows if row["class"] != "not-bounce"]
    persons = [raw for row, raw in rows if row["class"] == "not-bounce"] + list(_persons())
    what = "plain header rule"
    found, plain = _flags(machines, _is_machine), _flags(machines, _by_header_rule)
    false, plain_false = _flags(persons, _is_machine), _flags(persons, _by_header_rule)
    recall = _share_row("machine_mail", found, {"what": what, "value": _share(plain)}, aims[0], {})
    alarms = _row(
        "machine_mail.false_alarms",
        _share(false),
        {"what": what, "value": _share(plain_false)},
        aims[1],
        met=_share(false) <= MOST_FALSE,
        settings={"persons_mails": len(persons)},
    )
    return [
        recall,
        alarms,
        _bounce_row([raw for row, raw in rows if row["class"] == "bounce"], aims[2]),
    ]


def _bounce_row(bounces: list[bytes], aim: str) -> Row:
    """Every bounce twice: with our Message-ID for the returned mail's, and at our VERP address."""
    planted = [planting.by_message_id(raw, _OURS) for raw in bounces]
    verp = [planting.by_address(raw, f"bounces+{_OURS}") for raw in bounces]
    every = [_PARSER.parse(raw) for raw in (*planted, *verp) if raw is not None]
    found = [_names_ours(mail, everywhere=True) for mail in every]
    formal = [_names_ours(mail, everywhere=False) for mail in every]
    reference = {"what": "Message-ID of a returned part alone", "value": _share(formal)}
    return _share_row("machine_mail.bounces_matched", found, reference, aim, {})


def mail_parse() -> list[Row]:
    aim = f"under {WORST_PARSE:g} ms"
    if missing := _missing("mail_parse", aim):
        return [missing]
    mails = [path.read_bytes() for path in sorted(DATA.rglob("*.eml"))]
    ours = [_quickest(_PARSER.parse, raw) for raw in mails]
    bare = [_quickest(message_from_bytes, raw) for raw in mails]
    what = "bare email.message_from_bytes"
    settings = {"mails": len(mails), "quickest_of": RUNS}
    return [
        _row(
            name,
            measure(ours),
            {"what": what, "value": round(measure(bare), 3)},
            goal,
            met=measure(ours) < WORST_PARSE,
            unit="ms",
            settings=settings,
        )
        for name, measure, goal in (
            ("mail_parse", max, aim),
            ("mail_parse.median", statistics.median, aim),
        )
    ]


def _case(row: dict[str, Any]) -> dict[str, Any]:
    if "input_file" not in row:
        return row
    raw = _read(f"reply_trim/{row['input_file']}")
    return row | {"raw": _HTML_HEAD + raw if row["kind"] == "html" else raw}


def _parsed(case: dict[str, Any]) -> ParsedMail:
    head = b"From: a@x.test\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    return _PARSER.parse(case.get("raw") or head + case["input"].encode())


def _new_text(case: dict[str, Any]) -> str:
    return _parsed(case).new_text


def _full_text(case: dict[str, Any]) -> str:
    return _parsed(case).full_text


def _by_library(text: str) -> str:
    from mailparser_reply import EmailReplyParser
    from mailparser_reply.constants import MAIL_LANGUAGES

    return EmailReplyParser(languages=list(MAIL_LANGUAGES)).parse_reply(text) or ""


def _same(case: dict[str, Any], text: str) -> bool:
    """White space folded; for HTML left out."""
    joint = "" if case["kind"] == "html" else " "
    return joint.join(text.split()) == joint.join(case["expected"].split())


def _is_held_back(case_id: str) -> bool:
    return hashlib.sha256(case_id.encode()).digest()[0] % 3 == 0


def _persons() -> Iterable[bytes]:
    """Mails of the other sets, without reports and what is broken on purpose."""
    for row in _lines("mime/index.jsonl"):
        if row["group"] not in _BROKEN:
            yield _read(f"mime/{row['file']}")
    for path in sorted((DATA / "reply_trim/files").glob("*.eml")):
        yield path.read_bytes()


def _flags(mails: Iterable[bytes], rule: Callable[[ParsedMail], bool]) -> list[bool]:
    return [rule(_PARSER.parse(raw)) for raw in mails]


def _is_machine(mail: ParsedMail) -> bool:
    return machine_made(mail) is not None


def _by_header_rule(mail: ParsedMail) -> bool:
    """The baseline of the data's README."""
    headers = {name: " ".join(values).lower() for name, values in mail.headers.items()}
    local = (mail.sender.email if mail.sender else headers.get("from", "")).lower()
    return (
        headers.get("auto-submitted", "no").strip() != "no"
        or "x-auto-response-suppress" in headers
        or any(word in headers.get("precedence", "") for word in ("bulk", "junk", "list", "auto_r"))
        or mail.envelope_from == ""
        or mail.content_type == "multipart/report"
        or local.startswith(("mailer-daemon", "postmaster"))
    )


def _names_ours(mail: ParsedMail, *, everywhere: bool) -> bool:
    named = set(mail_reports.reported_ids(mail))
    if everywhere:
        named |= set(mail_reports.ids_at(mail, _OURS.partition("@")[2]))
    return bool(named & {_OURS, f"bounces+{_OURS}"})


def _quickest(read: Callable[[bytes], object], raw: bytes) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        read(raw)
        taken.append(time.perf_counter() - began)
    return min(taken) * 1000


def _lines(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / path).read_text("utf-8").splitlines()]


def _read(path: str) -> bytes:
    return (DATA / path).read_bytes()


def _share(found: list[bool]) -> float:
    return round(sum(found) / len(found), 4)


def _share_row(
    name: str, found: list[bool], reference: dict[str, Any], aim: str, settings: dict[str, Any]
) -> Row:
    least = {"all": 1.0}.get(aim) or float(aim.rpartition(" ")[2])
    met = sum(found) / len(found) >= least
    return _row(
        name, _share(found), reference, aim, met=met, settings={"mails": len(found)} | settings
    )


def _row(
    name: str,
    value: float,
    reference: dict[str, Any],
    aim: str,
    *,
    met: bool,
    unit: str = "share",
    settings: dict[str, Any] | None = None,
) -> Row:
    shown = round(value, 4)
    ratio = round(value / reference["value"], 3) if reference.get("value") else None
    return Row(name, shown, unit, reference, ratio, aim, met, RUNS, (shown, shown), settings or {})


def _missing(name: str, aim: str) -> Row | None:
    if (DATA / "README.md").is_file():
        return None
    return _row(name, 0, {}, aim, met=False, settings={"missing": f"mails in {DATA}"})
