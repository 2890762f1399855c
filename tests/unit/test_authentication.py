"""Authentication-Results (RFC 8601): whose word counts, and what it says."""

import pytest

from bridge.domain.authentication import Standing, judge

OURS = ("mx.helpdesk.test",)
ANN = "ann@bank.example"

CASES = {
    "dmarc passes": ("mx.helpdesk.test; dmarc=pass header.from=bank.example", "proven"),
    "dmarc fails": ("mx.helpdesk.test; dmarc=fail (p=REJECT) header.from=bank.example", "failed"),
    "dmarc fails though spf passes": (
        "mx.helpdesk.test; spf=pass smtp.mailfrom=evil.test; dmarc=fail header.from=bank.example",
        "failed",
    ),
    "dmarc passes for another domain": (
        "mx.helpdesk.test; dmarc=pass header.from=evil.test",
        "unknown",
    ),
    "the id has a version": ("mx.helpdesk.test 1; dmarc=fail", "failed"),
    "the id is in capitals": ("MX.Helpdesk.TEST; DMARC=Fail", "failed"),
    "an aligned signature": ("mx.helpdesk.test; dkim=pass header.d=mail.bank.example", "proven"),
    "the signer's address": ("mx.helpdesk.test; dkim=pass header.i=@bank.example", "proven"),
    "a stranger's signature": ("mx.helpdesk.test; dkim=pass header.d=evil.test", "unknown"),
    "spf passes": ("mx.helpdesk.test; spf=pass smtp.mailfrom=x@bank.example", "proven"),
    "spf passes for another": ("mx.helpdesk.test; spf=pass smtp.mailfrom=evil.test", "unknown"),
    "spf fails": ("mx.helpdesk.test; spf=fail smtp.mailfrom=bank.example", "failed"),
    "spf fails after a relay, dkim holds": (
        "mx.helpdesk.test; spf=fail; dkim=pass header.d=bank.example",
        "proven",
    ),
    "spf is unsure": ("mx.helpdesk.test; spf=softfail smtp.mailfrom=bank.example", "unknown"),
    "the own signature is broken": (
        "mx.helpdesk.test; dkim=fail header.d=bank.example; spf=none",
        "failed",
    ),
    "nothing was looked at": ("mx.helpdesk.test; none", "unknown"),
    "errors": ("mx.helpdesk.test; dmarc=temperror; spf=permerror", "unknown"),
    "a verdict in a comment": ("mx.helpdesk.test; (dmarc=fail) dmarc=pass", "proven"),
    "nested comments": ("mx.helpdesk.test; ((x) dmarc=fail;) spf=none", "unknown"),
    "a verdict in quotes": ('mx.helpdesk.test; x="; dmarc=fail"', "unknown"),
    "another server says so": ("mx.evil.test; dmarc=pass header.from=bank.example", "unknown"),
    "our name in a comment": ("mx.evil.test (mx.helpdesk.test); dmarc=pass", "unknown"),
    "our name as a prefix": ("mx.helpdesk.test.evil.test; dmarc=pass", "unknown"),
    "nothing": ("", "unknown"),
}


@pytest.mark.parametrize("what", CASES)
def test_a_statement_is_read_as_it_is_meant(what: str) -> None:
    field, standing = CASES[what]
    found = judge({"authentication-results": (field,)}, OURS, ANN)
    assert found.standing == standing


def test_the_servers_own_statement_stands_above_forged_ones() -> None:
    forged = "mx.helpdesk.test; dmarc=pass header.from=bank.example"
    headers = {"authentication-results": ("mx.helpdesk.test; dmarc=fail", forged)}
    assert judge(headers, OURS, ANN).standing is Standing.FAILED


def test_without_a_configured_server_nobody_is_believed() -> None:
    headers = {"authentication-results": ("mx.helpdesk.test; dmarc=fail",)}
    assert judge(headers, (), ANN).standing is Standing.UNKNOWN
    assert judge({}, OURS, ANN).standing is Standing.UNKNOWN


def test_a_top_level_domain_aligns_nothing() -> None:
    headers = {"authentication-results": ("mx.helpdesk.test; dkim=pass header.d=example",)}
    assert judge(headers, OURS, ANN).standing is Standing.UNKNOWN


def test_an_endless_field_is_cut() -> None:
    field = "mx.helpdesk.test; " + "(" * 1_000_000 + "dmarc=pass"
    assert judge({"authentication-results": (field,) * 200}, OURS, ANN).standing == "unknown"
