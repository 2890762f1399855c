"""Standard Webhooks, row A40 of RELIABILITY."""

import base64
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook

from bridge.domain.errors import NotAuthentic
from bridge.vendors.signing import StandardWebhooksCheck, new_secret, sign

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SECRET, OLD, OTHER = (
    "whsec_" + base64.b64encode(letter * 32).decode() for letter in (b"n", b"o", b"x")
)
BODY = '{"text":"It\'s a \\"test\\" with back\\\\slash & <b>html</b> ünï 😀"}'.encode()


def signed(secret: str = SECRET, at: datetime = NOW, body: bytes = BODY) -> dict[str, str]:
    return sign(secret, "msg_1", at, body)


def verify(headers, body=BODY, secrets=(SECRET,), now=NOW):
    StandardWebhooksCheck().verify(body, headers, secrets, now)


def reason(headers, **given) -> str:
    with pytest.raises(NotAuthentic) as caught:
        verify(headers, **given)
    return caught.value.title


def test_what_we_sign_we_accept_whatever_the_case_of_header_names():
    verify(signed())
    verify({name.title(): value for name, value in signed().items()})


def test_the_reference_implementation_accepts_what_we_sign():
    at = datetime.now(UTC)
    Webhook(SECRET).verify(BODY, signed(at=at))


def test_the_known_example_of_the_standard_holds():
    """The worked example of the Standard Webhooks text."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = sign(
        secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
    )  # fmt: skip
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("age", [0, 299, 300, -299, -300])
def test_five_minutes_either_way_are_tolerated(age):
    verify(signed(at=NOW - timedelta(seconds=age)))


def test_a_stale_and_a_future_timestamp_are_told_apart():
    assert "old" in reason(signed(at=NOW - timedelta(minutes=6)))
    assert "ahead" in reason(signed(at=NOW + timedelta(minutes=6)))


@pytest.mark.parametrize("value", ["", "x", "1.5", "-5", "1e9", "٣", "9" * 13, "nan", " 1 "])
def test_a_timestamp_that_is_no_number_is_refused(value):
    reason(signed() | {"webhook-timestamp": value})


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_or_empty_header_is_named(name):
    headers = signed()
    assert name in reason({key: value for key, value in headers.items() if key != name})
    assert name in reason(headers | {name: ""})


def test_another_secret_of_another_site_is_refused():
    assert "signature" in reason(signed(OTHER))


def test_both_secrets_live_during_rotation_and_the_old_one_dies_after_it():
    verify(signed(OLD), secrets=(SECRET, OLD))
    verify(signed(SECRET), secrets=(SECRET, OLD))
    assert "signature" in reason(signed(OLD), secrets=(SECRET,))


@pytest.mark.parametrize("at", [0, len(BODY) // 2, len(BODY) - 1])
def test_one_altered_byte_is_found(at):
    altered = BODY[:at] + bytes([BODY[at] ^ 1]) + BODY[at + 1 :]
    assert "signature" in reason(signed(), body=altered)


def test_id_and_timestamp_are_signed_too():
    reason(signed() | {"webhook-id": "msg_2"})
    reason(signed() | {"webhook-timestamp": str(int(NOW.timestamp()) + 1)})


def test_a_replay_after_a_day_is_stale():
    assert "old" in reason(signed(), now=NOW + timedelta(days=1))


def test_one_right_signature_among_several_suffices():
    right = signed()["webhook-signature"]
    verify(signed() | {"webhook-signature": f"v1,AAAA v2,BBBB {right}"})


def test_only_version_one_counts():
    right = signed()["webhook-signature"].removeprefix("v1,")
    assert "v1" in reason(signed() | {"webhook-signature": f"v1a,{right}"})
    assert "v1" in reason(signed() | {"webhook-signature": f"v2,{right}"})
    assert "v1" in reason(signed() | {"webhook-signature": right})


def test_other_spellings_of_the_right_signature_are_refused():
    right = signed()["webhook-signature"].removeprefix("v1,")
    spellings = [right.rstrip("="), right + "=", right.replace("+", "-").replace("/", "_") + "\n"]
    for spelling in [*spellings, right.lower(), f" {right}", f"{right}é", right[:-2]]:
        reason(signed() | {"webhook-signature": f"v1,{spelling}"})


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_header_that_came_twice_is_refused(name):
    headers = signed()
    reason(headers | {name: f"{headers[name]},{headers[name]}"})  # as a web server joins them
    reason(headers | {name.upper(): headers[name]})


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_====", "whsec_no base64!"])
def test_an_empty_secret_signs_nothing_and_verifies_nothing(secret):
    with pytest.raises(ValueError, match="secret"):
        sign(secret, "msg_1", NOW, BODY)
    assert "secret" in reason(signed(), secrets=(secret,))
    assert "secret" in reason(signed(), secrets=())


def test_a_body_that_is_not_utf_8_can_be_authentic():
    """It is kept in quarantine, so it must not fail here."""
    body = b"\xff\xfe{"
    stamp = str(int(NOW.timestamp()))
    mac = hmac.digest(b"n" * 32, f"msg_1.{stamp}.".encode() + body, "sha256")
    verify(signed() | {"webhook-signature": f"v1,{base64.b64encode(mac).decode()}"}, body=body)


def test_new_secrets_differ_and_work():
    secrets = {new_secret() for _ in range(10)}
    assert len(secrets) == 10
    for secret in secrets:
        assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
        verify(signed(secret), secrets=(secret,))
