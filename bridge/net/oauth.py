"""OAuth 2.0 over the one door out: Authlib knows the protocol, Egress carries it."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.client import OAuth2Client

from bridge.domain.errors import TokenRefused
from bridge.domain.ports import DeviceCode, OAuthClient, Tokens
from bridge.net.answers import EgressError
from bridge.net.egress import Egress

_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_WAITING = ("authorization_pending", "slow_down")
_SHORTEST = timedelta(minutes=1)
_AGAIN_LATER = ("temporarily_unavailable", "server_error")


@dataclass(frozen=True, slots=True)
class _Response:
    """What Authlib asks of an answer of requests."""

    status_code: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise TokenRefused(f"The provider answered with HTTP {self.status_code}.")


class _Session:
    """What Authlib asks of a session of requests."""

    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    def post(
        self, url: str, *, data: dict[str, str], headers: dict[str, str], auth: Any
    ) -> _Response:
        # an address is prepared as Authlib's own sessions do: it adds the client to the form
        prepared, sent, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        try:
            answer = self._egress.request(
                "POST", prepared, headers=sent, body=str(body).encode("ascii")
            )
        except EgressError as error:
            raise TokenRefused(error.why) from error
        return _Response(answer.status, answer.body)


class OAuthServer:
    """Fulfils the port TokenServer."""

    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    def device_code(self, client: OAuthClient) -> DeviceCode:
        asked = {"client_id": client.client_id, "scope": client.scope}
        answer = _Session(self._egress).post(
            client.device_url, data=asked, headers=_form(), auth=_NoAuth()
        )
        found = _object(answer)
        try:
            return DeviceCode(
                device_code=str(found["device_code"]),
                user_code=str(found["user_code"]),
                verification_url=str(found.get("verification_uri") or found["verification_url"]),
                interval=timedelta(seconds=max(1, int(found.get("interval", 5)))),
                expires_in=timedelta(seconds=int(found["expires_in"])),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise TokenRefused(f"The provider gave no code: {_said(found)}") from error

    def poll(self, client: OAuthClient, code: DeviceCode) -> Tokens | None:
        try:
            return self._fetched(client, grant_type=_DEVICE_GRANT, device_code=code.device_code)
        except _Waiting:
            return None

    def consent_url(
        self, client: OAuthClient, redirect_uri: str, state: str, verifier: str, account: str
    ) -> str:
        url, _state = self._client(client, redirect_uri=redirect_uri).create_authorization_url(
            client.authorize_url,
            state=state,
            code_verifier=verifier,
            access_type="offline",  # Google: a refresh token, please
            prompt="consent",
            login_hint=account,
        )
        return str(url)

    def exchange(
        self, client: OAuthClient, answer: str, redirect_uri: str, state: str, verifier: str
    ) -> Tokens:
        return self._fetched(
            client,
            authorization_response=answer,
            state=state,
            redirect_uri=redirect_uri,
            code_verifier=verifier,
        )

    def refresh(self, client: OAuthClient, refresh_token: str) -> Tokens:
        made = self._client(client)
        return _tokens(lambda: made.refresh_token(client.token_url, refresh_token=refresh_token))

    def _fetched(self, client: OAuthClient, **asked: str) -> Tokens:
        made = self._client(client)
        return _tokens(lambda: made.fetch_token(client.token_url, **asked))

    def _client(self, client: OAuthClient, redirect_uri: str | None = None) -> OAuth2Client:
        return OAuth2Client(
            _Session(self._egress),
            client_id=client.client_id,
            client_secret=client.client_secret or None,
            token_endpoint_auth_method="client_secret_post" if client.client_secret else "none",
            scope=client.scope,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )


class _Waiting(Exception):
    """The person has not decided yet."""


class _NoAuth:
    def prepare(
        self, _method: str, url: str, headers: dict[str, str], body: str
    ) -> tuple[str, dict[str, str], str]:
        return url, headers, body


def _tokens(asking: Any) -> Tokens:
    """Raises TokenRefused, and _Waiting."""
    try:
        found = asking()
        return Tokens(
            access_token=str(found["access_token"]),
            refresh_token=found.get("refresh_token"),
            expires_in=max(_SHORTEST, timedelta(seconds=int(found.get("expires_in", 3600)))),
        )
    except AuthlibBaseError as error:
        if error.error in _WAITING:
            raise _Waiting from error
        why = f"The provider says {error.error}: {error.description or 'no reason given'}"
        raise TokenRefused(why[:500], permanent=error.error not in _AGAIN_LATER) from error
    except (KeyError, ValueError, TypeError) as error:
        raise TokenRefused("The provider's answer holds no token.") from error


def _object(answer: _Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        answer.raise_for_status()
        found = None
    if not isinstance(found, dict):
        raise TokenRefused(f"The provider's answer is no JSON object (HTTP {answer.status_code}).")
    return found


def _said(found: dict[str, Any]) -> str:
    return str(found.get("error_description") or found.get("error") or "no reason given")[:500]


def _form() -> dict[str, str]:
    return {
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
    }
