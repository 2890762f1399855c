"""TLS stays verified against the name although the socket goes to a checked address."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bridge.net.answers import EgressError, EgressFault
from bridge.net.egress import Egress
from tests.net.loopback import OK, Loopback, always


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate for vendor.example; its path (key and certificate in one)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "vendor.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("vendor.example")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def server(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Loopback(always(OK), tls=context) as running:
        yield running


def door(tls: ssl.SSLContext | None = None) -> Egress:
    return Egress(("127.0.0.1",), resolver=lambda host, port: ["127.0.0.1"], tls=tls)


def test_a_trusted_certificate_for_the_name_is_accepted_again_and_again(server, certificate):
    egress = door(ssl.create_default_context(cafile=str(certificate)))
    for _ in range(2):
        assert egress.request("GET", f"https://vendor.example:{server.port}/").body == b"ok"
    egress.close()
    assert server.connections == 1
    assert server.seen[0].headers["host"] == f"vendor.example:{server.port}"


def test_a_certificate_for_another_name_is_refused(server, certificate):
    egress = door(ssl.create_default_context(cafile=str(certificate)))
    with pytest.raises(EgressError) as caught:
        egress.request("GET", f"https://other.example:{server.port}/")
    assert caught.value.kind is EgressFault.TLS
    assert server.seen == []


def test_an_unknown_issuer_is_refused(server):
    with pytest.raises(EgressError) as caught:
        door().request("GET", f"https://vendor.example:{server.port}/")
    assert caught.value.kind is EgressFault.TLS
    assert server.seen == []


def test_a_server_that_speaks_no_tls_is_a_tls_fault():
    with Loopback(always(OK), greeting=OK) as plain, pytest.raises(EgressError) as caught:
        door().request("GET", f"https://vendor.example:{plain.port}/")
    assert caught.value.kind is EgressFault.TLS
