"""Addresses: what is one, how it is written, who reads it."""

import pytest

from bridge.domain.addresses import is_machine_address, mailbox_key, normalise, to_ascii_domain


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ann@example.test", "ann@example.test"),
        (" Ann.Doe+x@EXAMPLE.Test ", "Ann.Doe+x@example.test"),
        ("ann@Bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@faß.example", "ann@xn--fa-hia.example"),
        ("o'neil@example.test", "o'neil@example.test"),
        ("ünï@example.test", "ünï@example.test"),
    ],
)
def test_an_address_has_one_normal_form(written, normal):
    assert normalise(written) == normal


@pytest.mark.parametrize(
    "written",
    [
        "", "@", "ann", "ann@", "@example.test", "ann@localhost", "ann@@example.test",
        "a b@example.test", "ann@exa mple.test", "ann@-x.test", "ann@x..test", ".ann@x.test",
        "ann.@x.test", "a..b@x.test", "ann@[127.0.0.1]", '"ann"@x.test', "ann@x.test, b@x.test",
        "ann@x.test\r\nBcc: b@x.test", "a" * 65 + "@x.test", "ann@" + "x" * 64 + ".test",
        "ann@" + "x." * 130 + "test", "<ann@x.test>", "ann@x.t", "ann@xn--.test\0",
    ],
)  # fmt: skip
def test_what_is_no_address_has_no_form(written):
    assert normalise(written) is None


def test_a_domain_that_idna_refuses_is_none():
    assert to_ascii_domain("☃️\u200d.example") is None


@pytest.mark.parametrize(
    "local",
    [
        "mailer-daemon", "MAILER-DAEMON", "postmaster", "no-reply", "noreply", "no_reply",
        "noreply-accounts", "noreply+abc", "donotreply", "do-not-reply", "ne-pas-repondre",
        "nepasrepondre", "bounce", "bounces", "bounces+ann=example.test", "bounce-17",
    ],
)  # fmt: skip
def test_a_machine_is_known_by_its_local_part(local):
    assert is_machine_address(f"{local}@example.test")


@pytest.mark.parametrize("local", ["ann", "bouncer", "reply", "noreen", "postmasters", "daemon"])
def test_a_person_is_not_taken_for_a_machine(local):
    assert not is_machine_address(f"{local}@example.test")


def test_two_spellings_of_a_mailbox_share_a_key():
    assert mailbox_key("Support+t1@Help.test") == mailbox_key("support@help.test")
