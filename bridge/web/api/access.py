"""Who may call which operation: a bearer token and its scope. Cookies count for nothing here."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, g, request
from flask_smorest import Blueprint

from bridge.domain.actor import Actor
from bridge.domain.errors import NotAllowed, NotAuthentic
from bridge.domain.words import ActorKind
from bridge.services.agents import accounts
from bridge.services.agents.accounts import TokenHolder
from bridge.web.current import ctx

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SCHEME = "bearerAuth"
TOKEN_PREFIX = "hbt_"  # noqa: S105 - how our tokens begin
TOKEN_PARAMETERS = frozenset({"access_token", "token", "api_key", "apikey", "authorization"})
LARGEST_BODY = 1024 * 1024


class LacksScope(NotAllowed):
    """The token is good and its scopes do not cover the operation."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"This token lacks the scope {scope}.")
        self.scope = scope


def needs(scope: str) -> Callable[[View], View]:
    """Marks an operation with the scope that its caller needs (PUBLIC: none), for `check`."""
    security: list[dict[str, list[str]]] = [] if scope == PUBLIC else [{SCHEME: [scope]}]

    def mark(view: View) -> View:
        documented = Blueprint.doc(security=security, operationId=view.__name__)(view)
        documented.scope = scope
        return documented  # type: ignore[no-any-return]

    return mark


def check() -> None:
    """Before every operation. One without a mark is open to nobody.

    Raises NotAuthentic, LacksScope.
    """
    request.max_content_length = LARGEST_BODY
    _refuse_token_in_address()
    scope = getattr(current_app.view_functions.get(request.endpoint or ""), "scope", "nothing")
    if scope == PUBLIC:
        return
    g.holder = accounts.token_holder(ctx(), _bearer())
    if scope not in g.holder.scopes:
        raise LacksScope(scope)


def caller() -> Actor:
    """Whose name stands in the history."""
    holder: TokenHolder = g.holder
    return Actor(ActorKind.API, holder.name)


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthentic("A bearer token is needed: Authorization: Bearer hbt_…")
    return token.strip()


def _refuse_token_in_address() -> None:
    """Addresses end up in logs and histories (RFC 6750 section 5.3)."""
    for name, values in request.args.lists():
        if name.lower() in TOKEN_PARAMETERS or any(v.startswith(TOKEN_PREFIX) for v in values):
            raise NotAuthentic(
                "A token belongs in the Authorization header, never in the address. "
                "Take this one out of use."
            )
