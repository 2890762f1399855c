"""Which addresses may be called (RELIABILITY A42). The resolver is ours, the sockets are real."""

import pytest

from bridge.domain.errors import ConfigError
from bridge.net.allow import AllowList
from bridge.net.answers import EgressError, EgressFault
from bridge.net.egress import Egress
from bridge.net.target import read_target
from tests.net.loopback import OK, Loopback, always

REFUSED_URLS = [
    "http://127.0.0.1/",
    "http://127.8.9.10/",
    "http://[::1]/",
    "http://0.0.0.0/",
    "http://[::]/",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fec0::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[ff02::1]/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://240.0.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.0.01/",
    "http://127.0.0.1./",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://127%2e0.0.1/",
    "file:///etc/passwd",
    "gopher://example.test/",
    "ftp://example.test/",
    "//example.test/",
    "http:example.test",
    "http:///path",
    "http://user@example.test/",
    "http://user:pass@example.test/",
    "http://example.test\\@127.0.0.1/",
    "http://example.test:25/",
    "http://example.test:22/",
    "http://example.test:0/",
    "http://example.test:99999/",
    "http://example.test:x/",
    "http://exa mple.test/",
    "http://example.test/\r\nX: y",
    "http://example.test/\x00",
    "http://-example.test/",
    "http://exam..ple.test/",
    "http://" + "a" * 64 + ".test/",
    "http://example.test/" + "a" * 5000,
    "http://[::1",
    "",
]


def public(_host: str, _port: int) -> list[str]:
    return ["93.184.216.34"]


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_an_address_that_is_not_plainly_public_is_refused(url):
    with pytest.raises(EgressError) as caught:
        Egress(resolver=public).request("GET", url)
    assert caught.value.kind is EgressFault.REFUSED


@pytest.mark.parametrize("found", ["127.0.0.1", "10.0.0.1", "::1", "::ffff:10.0.0.1", "fe80::1%lo"])
@pytest.mark.parametrize("name", ["public.example", "localhost", "localhost.", "LOCALHOST"])
def test_a_name_that_resolves_to_a_private_address_is_refused(name, found):
    with pytest.raises(EgressError) as caught:
        Egress(resolver=lambda host, port: [found]).request("GET", f"http://{name}/")
    assert caught.value.kind is EgressFault.REFUSED


def test_a_name_is_looked_up_once_and_the_checked_address_is_called():
    """The second look-up would answer with another address (DNS rebinding)."""
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.99"]

    egress = Egress(("127.0.0.1",), resolver=rebinding)
    with Loopback(always(OK)) as server:
        egress.request("GET", f"http://Site.Example:{server.port}/")
        egress.close()
    assert asked == ["site.example"]
    assert server.seen[0].headers["host"] == f"site.example:{server.port}"


def test_forbidden_addresses_among_permitted_ones_are_never_called():
    egress = Egress(("127.0.0.1",), resolver=lambda host, port: ["127.0.0.2", "127.0.0.1"])
    with Loopback(always(OK)) as server:
        assert egress.request("GET", f"http://mixed.example:{server.port}/").status == 200
        egress.close()


def test_a_name_that_does_not_resolve_is_a_dns_fault():
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    for resolver in (unknown, lambda host, port: []):
        with pytest.raises(EgressError) as caught:
            Egress(resolver=resolver).request("GET", "http://nowhere.example/")
        assert caught.value.kind is EgressFault.DNS


@pytest.mark.parametrize(
    ("entry", "url", "passes"),
    [
        ("127.0.0.0/8", "http://127.0.0.1:{port}/", True),
        ("127.0.0.1", "http://127.0.0.1:{port}/", True),
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}/", True),
        ("127.0.0.1:1", "http://127.0.0.1:{port}/", False),
        ("10.0.0.0/8", "http://127.0.0.1:{port}/", False),
        ("::1/128", "http://127.0.0.1:{port}/", False),
        ("crm.intra", "http://crm.intra:{port}/", True),
        ("CRM.intra:{port}", "http://crm.intra.:{port}/", True),
        ("crm.intra:1", "http://crm.intra:{port}/", False),
        ("crm.intra", "http://xcrm.intra:{port}/", False),
        ("crm.intra", "http://crm.intra.evil.example:{port}/", False),
        ("127.0.0.0/8", "http://[::ffff:127.0.0.1]:{port}/", True),
    ],
)
def test_only_what_the_allow_list_names_is_reached(entry, url, passes):
    with Loopback(always(OK)) as server:
        egress = Egress(
            (entry.format(port=server.port),), resolver=lambda host, port: ["127.0.0.1"]
        )
        try:
            egress.request("GET", url.format(port=server.port))
        except EgressError as error:
            assert not passes
            assert error.kind is EgressFault.REFUSED
        else:
            assert passes
        egress.close()
    assert len(server.seen) == int(passes)


@pytest.mark.parametrize("entry", ["300.0.0.1/33", "http://x", "host:", "a b", "host:99999", "-"])
def test_a_wrong_entry_of_the_allow_list_names_key_fault_and_example(entry):
    with pytest.raises(ConfigError, match=r"HELPDESK_EGRESS_ALLOW: .* \(example: "):
        AllowList((entry,))


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://Example.TEST", "example.test", "/"),
        ("https://bücher.example/straße?q=ü", "xn--bcher-kva.example", "/stra%C3%9Fe?q=%C3%BC"),
        ("https://example.test/a%2Fb?x=%41#frag", "example.test", "/a%2Fb?x=%41"),
        ("https://example.test?rest_route=/wp/v2", "example.test", "/?rest_route=/wp/v2"),
        ("https://[2606:4700::1111]/", "2606:4700::1111", "/"),
    ],
)
def test_a_plain_address_is_read_as_it_stands(url, host, path):
    target = read_target(url)
    assert (target.host, target.port, target.path) == (host, 443, path)
