"""Mailboxes at Google and Microsoft: consent, tokens that stay fresh, mail that leaves by them."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from bridge.cli.main import cli
from bridge.domain.errors import Invalid, NotFound, TokenRefused
from bridge.services import health
from bridge.services.mailboxes import mail_grants, mail_settings
from bridge.store.mailboxes import MailGrant
from tests.mail.mail_servers import running
from tests.mail.test_accounts import TokenInbox
from tests.support.desk import MAILBOX, SUPPORT, Desk
from tests.support.oauth import Provider

REDIRECT = "http://127.0.0.1:8765/"


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    server = made.serve()
    yield made
    server.stop()


def by_device(desk: Desk, provider: Provider) -> mail_grants.Request:
    provider.agreed = True
    asked = mail_grants.request(
        desk.ctx, MAILBOX, "microsoft", "client-1", "s3cret", authority=provider.url
    )
    assert mail_grants.poll(desk.ctx, asked, mail_grants.device_code(desk.ctx, asked))
    return asked


def test_a_person_agrees_on_a_device_and_the_mailbox_has_a_token(
    bridge: Desk, provider: Provider
) -> None:
    asked = mail_grants.request(
        bridge.ctx, MAILBOX, "microsoft", "client-1", authority=provider.url
    )
    code = mail_grants.device_code(bridge.ctx, asked)
    assert (code.user_code, asked.account) == ("ABCD-EFGH", SUPPORT)
    assert not mail_grants.poll(bridge.ctx, asked, code)
    assert bridge.ctx.access_tokens.token(MAILBOX) is None
    provider.agreed = True
    assert mail_grants.poll(bridge.ctx, asked, code)
    token = bridge.ctx.access_tokens.token(MAILBOX)
    assert token is not None
    assert (token.account, token.token) == (SUPPORT, "access-1")
    assert "SMTP.Send" in provider.asked[0]["scope"]
    assert "access-1" not in repr(token)


def test_a_person_agrees_in_the_browser_and_pastes_where_it_ended(
    bridge: Desk, provider: Provider
) -> None:
    asked = mail_grants.request(
        bridge.ctx, MAILBOX, "google", "client-1", "s3cret", authority=provider.url
    )
    url = bridge.ctx.token_server.consent_url(asked.client, REDIRECT, "st", "v" * 50, SUPPORT)
    wanted = parse_qs(urlsplit(url).query)
    assert wanted["code_challenge_method"] == ["S256"]
    assert wanted["access_type"] == ["offline"]
    assert wanted["login_hint"] == [SUPPORT]
    with pytest.raises(TokenRefused):
        answer = f"{REDIRECT}?state=other&code=c1"
        mail_grants.take_answer(bridge.ctx, asked, answer, REDIRECT, "st", "v" * 50)
    answer = f"{REDIRECT}?state=st&code=c1"
    mail_grants.take_answer(bridge.ctx, asked, answer, REDIRECT, "st", "v" * 50)
    sent = provider.asked[-1]
    assert (sent["code"], sent["code_verifier"]) == ("c1", "v" * 50)
    assert (sent["client_id"], sent["client_secret"]) == ("client-1", "s3cret")
    token = bridge.ctx.access_tokens.token(MAILBOX)
    assert token is not None


def test_a_token_is_refreshed_ahead_of_its_end_and_a_rotated_one_is_kept(
    bridge: Desk, provider: Provider
) -> None:
    by_device(bridge, provider)
    provider.rotates = True

    def token() -> str:
        found = bridge.ctx.access_tokens.token(MAILBOX)
        assert found is not None
        return found.token

    bridge.clock.move(minutes=54)
    assert token() == "access-1"
    bridge.clock.move(minutes=2)
    assert token() == "access-2"
    assert provider.asked[-1]["refresh_token"] == "refresh-1"
    bridge.clock.move(hours=1)
    assert token() == "access-3"
    assert provider.asked[-1]["refresh_token"] == "refresh-2"


def test_secrets_lie_sealed_in_the_database(bridge: Desk, provider: Provider) -> None:
    by_device(bridge, provider)
    with bridge.ctx.reading() as tx:
        row = tx.mailboxes.by_slug(MAILBOX)
        assert row is not None
        grant = tx.mailboxes.grant(row.id)
    assert isinstance(grant, MailGrant)
    columns = {name: str(value) for name, value in vars(grant).items()}
    for secret in ("access-1", "refresh-1", "s3cret"):
        assert not any(secret in value for value in columns.values())
    assert json.loads(bridge.ctx.secrets.open(grant.secrets_sealed))["client_secret"] == "s3cret"


@pytest.mark.parametrize(("refusal", "permanent"), [("invalid_grant", True), ("", False)])
def test_a_refused_refresh_shows_in_doctor_and_holds_the_mail_back(
    bridge: Desk, provider: Provider, refusal: str, permanent: bool
) -> None:
    by_device(bridge, provider)
    bridge.clock.move(hours=2)
    provider.refusal, provider.broken = refusal, not refusal
    with pytest.raises(TokenRefused) as refused:
        bridge.ctx.access_tokens.token(MAILBOX)
    assert refused.value.permanent is permanent
    [check] = [one for one in health.full(bridge.ctx) if one.name == f"access of {MAILBOX}"]
    assert not check.ok
    assert f"mailbox authorize {MAILBOX}" in check.says
    view = mail_settings.mailbox(bridge.ctx, MAILBOX)
    assert view.grant is not None
    assert view.grant.last_error
    reference = bridge.pushed()
    bridge.drain()
    [message] = bridge.messages(reference, "auto_response")
    assert message.deliveries[0].status == "retrying"
    assert "no access to" in (message.deliveries[0].last_answer or "")
    provider.refusal, provider.broken = "", False
    assert bridge.ctx.access_tokens.token(MAILBOX)
    assert mail_settings.mailbox(bridge.ctx, MAILBOX).grant.last_error is None


def test_mail_leaves_by_the_access_token_of_its_mailbox(bridge: Desk, provider: Provider) -> None:
    by_device(bridge, provider)
    inbox = TokenInbox("access-1", SUPPORT)
    with running(inbox, authenticator=lambda *_: None, auth_require_tls=False) as config:
        url = f"smtp://127.0.0.1:{config.port}"
        mail_settings.change(bridge.ctx, MAILBOX, {"smtp": url})
        bridge.pushed()
        bridge.drain()
    assert inbox.shown == [f"user={SUPPORT}\x01auth=Bearer access-1\x01\x01"]
    assert len(inbox.mails) == 1


def test_a_withdrawn_grant_is_forgotten(bridge: Desk, provider: Provider) -> None:
    by_device(bridge, provider)
    mail_grants.withdraw(bridge.ctx, MAILBOX)
    assert bridge.ctx.access_tokens.token(MAILBOX) is None
    with pytest.raises(NotFound):
        mail_grants.withdraw(bridge.ctx, MAILBOX)


def test_what_is_wrong_with_a_request_is_named(bridge: Desk) -> None:
    with pytest.raises(NotFound):
        mail_grants.request(bridge.ctx, "none", "google", "c")
    for provider, client, authority, field in [
        ("yahoo", "c", "", "provider"),
        ("google", " ", "", "client_id"),
        ("google", "c", "login.example.org", "authority"),
    ]:
        with pytest.raises(Invalid) as refusal:
            mail_grants.request(bridge.ctx, MAILBOX, provider, client, authority=authority)
        assert refusal.value.field == field


def test_the_command_line_takes_a_mailbox_through_the_device_flow(
    bridge: Desk, provider: Provider
) -> None:
    provider.agreed = True
    command = ["mailbox", "authorize", MAILBOX, "--provider", "microsoft", "--client-id", "c"]
    done = CliRunner().invoke(cli, [*command, "--authority", provider.url], env=bridge.environment)
    assert done.exit_code == 0, done.output
    assert "ABCD-EFGH" in done.output
    assert bridge.ctx.access_tokens.token(MAILBOX) is not None


def test_the_command_line_takes_a_mailbox_through_the_code_flow(
    bridge: Desk, provider: Provider
) -> None:
    command = ["mailbox", "authorize", MAILBOX, "--provider", "google", "--client-id", "c"]
    refused = CliRunner().invoke(
        cli,
        [*command, "--authority", provider.url],
        input=f"{REDIRECT}?error=denied\n",
        env=bridge.environment,
    )
    assert refused.exit_code == 1
    assert "holds no code" in refused.output
