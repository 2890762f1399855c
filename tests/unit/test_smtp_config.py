"""HELPDESK_SMTP_URL, right and wrong."""

import pytest

from bridge.domain.errors import ConfigError
from bridge.mail.sending.smtp_config import Security, SmtpConfig


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail", SmtpConfig("mail", 25)),
        ("smtp://127.0.0.1:2525", SmtpConfig("127.0.0.1", 2525)),
        ("smtp://[::1]:2525", SmtpConfig("::1", 2525)),
        ("smtps://mail.test", SmtpConfig("mail.test", 465, security=Security.TLS)),
        (
            "smtp+starttls://ann%40x.test:p%2Fw%3A@mail.test/",
            SmtpConfig("mail.test", 587, "ann@x.test", "p/w:", security=Security.STARTTLS),
        ),
        ("smtp://a:b@localhost:25", SmtpConfig("localhost", 25, "a", "b")),
    ],
)
def test_a_url_says_where_and_how(url, expected):
    assert SmtpConfig.from_url(url) == expected


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("", "begin with"),
        ("mail.test:25", "begin with"),
        ("http://mail.test", "begin with"),
        ("smtp://", "no host"),
        ("smtp://mail.test:port", "host and port"),
        ("smtp://mail.test:99999", "host and port"),
        ("smtp://[::1", "host and port"),
        ("smtp://mail.test/path", "after host and port"),
        ("smtp://mail.test?x=1", "after host and port"),
        ("smtps://ann@mail.test", "together"),
        ("smtp://ann:secret@mail.test", "unencrypted"),
    ],
)
def test_a_wrong_url_is_one_line_with_key_fault_and_example(url, fault):
    with pytest.raises(ConfigError, match=fault) as error:
        SmtpConfig.from_url(url)
    line = str(error.value)
    assert line.startswith("HELPDESK_SMTP_URL ")
    assert "smtp+starttls://user:password@mail.example.com:587" in line
    assert "\n" not in line
    assert "secret" not in line


def test_the_password_is_not_shown():
    config = SmtpConfig.from_url("smtps://ann:secret@mail.test")
    assert "secret" not in repr(config) + str(config)
