"""Whatever the wild holds goes in: no exception, nothing lost, one outcome each."""

import random
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.domain.errors import MalformedMail
from bridge.domain.words import Outcome
from bridge.mail.reading.parse import MimeParser
from bridge.services.arrivals import arrivals
from bridge.services.incoming_mail import mailroom, sorting
from bridge.store.audit import Arrival
from bridge.store.tickets import Ticket
from tests.support.desk import MAILBOX, Desk

HERE = Path(__file__).parent / "data"
SHARED = Path(__file__).parents[3] / "shared" / "data"
WILD = [
    *sorted(HERE.glob("*.eml")),
    *sorted((SHARED / "mime" / "eml").glob("*.eml")),
    *sorted((SHARED / "bounces_auto" / "eml").glob("*.eml")),
]
SETTLED = {outcome.value for outcome in Outcome}


def test_every_mail_of_the_wild_gets_one_outcome(bridge: Desk) -> None:
    raws = {path.read_bytes() for path in WILD}
    found = mailroom.take_all(bridge.ctx, MAILBOX, list(raws))
    assert {one.outcome for one in found} <= SETTLED
    assert bridge.count(Arrival) == len(raws)
    with bridge.ctx.reading() as tx:
        rows = list(tx.session.query(Arrival))
    for row in rows:
        assert row.outcome in SETTLED
        assert row.reason != sorting.BROKEN, row.detail
        if row.outcome == "quarantined":
            assert row.reason
        if row.outcome in ("ticket", "message"):
            assert row.ticket_id
        assert arrivals.whole(bridge.ctx, row.id)[0] in raws
    again = mailroom.take_all(bridge.ctx, MAILBOX, list(raws))
    assert all(one.duplicate for one in again)
    assert bridge.count(Ticket) == sum(row.outcome == "ticket" for row in rows)


# ---- mutated mails


def mutated(raw: bytes, seed: int) -> bytes:
    """Bytes changed, cut out, doubled, lines swapped; some parts of another mail within."""
    chance = random.Random(seed)
    content = bytearray(raw[:20_000])
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(content) + 1)
        match chance.randrange(6):
            case 0 if place < len(content):
                content[place] = chance.randrange(256)
            case 1:
                del content[place : place + chance.randrange(200)]
            case 2:
                content[place:place] = content[place : place + chance.randrange(300)]
            case 3:
                content[place:place] = bytes(chance.randrange(256) for _ in range(20))
            case 4:
                content[place:place] = chance.choice(TROUBLE)
            case _:
                lines = content.split(b"\n")
                chance.shuffle(lines)
                content = bytearray(b"\n".join(lines))
    return bytes(content)


TROUBLE = [
    b"\0",
    b"\r",
    b"\n\n",
    b"\r\n\r\n",
    b"--",
    b"=?utf-8?q?=0A=0D=00?=",
    b"=?utf-8?b?//79?=",
    b"Content-Type: multipart/mixed; boundary=\n",
    b"Content-Type: text/plain; charset=utf-7\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: x-uuencode\n",
    b"Content-Disposition: attachment; filename*=utf-8''%00%2e%2e%2f\n",
    b"From: \xff\xfe@\n",
    b"Date: Fri, 99 Foo 20999 99:99:99 +9999\n",
    b"Message-ID: <>\n",
    b'To: a@b, c@d, <<<>>>, "\n',
    b"begin 644 x\n",
    b"\xe2\x80\xae",
]
mutants = st.builds(
    mutated,
    st.sampled_from([path.read_bytes() for path in WILD]),
    st.integers(min_value=0, max_value=2**32),
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(mutants)
def test_a_mutated_mail_is_parsed_or_called_malformed(raw: bytes) -> None:
    try:
        mail = MimeParser().parse(raw)
    except MalformedMail:
        return
    text = mail.full_text + mail.subject + (mail.html or "")
    assert "\0" not in text
    for file in mail.attachments:
        assert file.name
        assert not set(file.name) & set("/\\\r\n\0")


def test_mutated_mails_go_in_and_each_has_one_outcome(bridge: Desk) -> None:
    @settings(
        deadline=None,
        max_examples=60,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    @given(mutants)
    def goes_in(raw: bytes) -> None:
        sorted_ = mailroom.take(bridge.ctx, MAILBOX, raw)
        assert sorted_.outcome in SETTLED

    goes_in()
    with bridge.ctx.reading() as tx:
        broken = [row.detail for row in tx.session.query(Arrival) if row.reason == sorting.BROKEN]
    assert broken == []
