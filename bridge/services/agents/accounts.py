"""Agents log in and out; API tokens are made and checked. Tokens are stored as hashes only."""

import hashlib
import secrets
from dataclasses import dataclass

import structlog

from bridge.domain.addresses import normalise
from bridge.domain.errors import Invalid, NotAuthentic
from bridge.domain.language import LANGUAGES
from bridge.domain.words import Role
from bridge.services.context import Context
from bridge.store.people import Agent, AgentSession, ApiToken

log = structlog.get_logger()

LEAST_PASSWORD = 12
LONGEST_PASSWORD = 1000
TOKEN_BYTES = 32
SCOPES = (
    "tickets:read",
    "tickets:write",
    "escalations:write",
    "deliveries:write",
    "articles:read",
    "vendors:read",
)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """An agent as the screens know them."""

    id: int
    email: str
    name: str
    role: Role
    language: str


@dataclass(frozen=True, slots=True)
class TokenHolder:
    name: str
    scopes: frozenset[str]


def log_in(ctx: Context, email: str, password: str) -> str:
    """A new session's token, for the cookie. Raises NotAuthentic, with one wording for all causes.

    An unknown address costs as much time as a wrong password.
    """
    with ctx.reading() as tx:
        agent = tx.people.agent_by_email(_key(email))
    known = agent.password_hash if agent and agent.active else _unknown_hash(ctx)
    fits = ctx.passwords.verify(known, password[:LONGEST_PASSWORD])
    if not fits or agent is None or not agent.active:
        log.warning("login refused")
        raise NotAuthentic("This address and password do not fit together.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = ctx.clock.now()
    with ctx.transaction() as tx:
        tx.people.prune_sessions(now)
        tx.people.add(
            AgentSession(
                token_hash=_hash(token),
                agent_id=agent.id,
                created_at=now,
                expires_at=now + ctx.timing.session,
            )
        )
    log.info("login", agent=agent.id)
    return token


def logged_in(ctx: Context, token: str) -> LoggedIn | None:
    """Whose session this is; None when it has ended or never was."""
    with ctx.reading() as tx:
        agent = tx.people.session_agent(_hash(token), ctx.clock.now())
    return _shown(agent) if agent else None


def log_out(ctx: Context, token: str) -> None:
    with ctx.transaction() as tx:
        tx.people.end_session(_hash(token))


def add_agent(
    ctx: Context, email: str, name: str, role: str, password: str, language: str = "en"
) -> LoggedIn:
    """A new agent, or a new password, role and name for a known one, whose sessions all end.

    Raises Invalid.
    """
    address = normalise(email)
    if address is None:
        raise Invalid(f"{email!r} is no e-mail address.", field="email")
    if role not in tuple(Role):
        raise Invalid(f"role must be one of: {', '.join(Role)}.", field="role")
    if not LEAST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid(f"A password has at least {LEAST_PASSWORD} characters.", field="password")
    if language not in LANGUAGES:
        raise Invalid(f"language must be one of: {', '.join(LANGUAGES)}.", field="language")
    hashed = ctx.passwords.hash(password)
    with ctx.transaction() as tx:
        agent = tx.people.agent_by_email(_key(address))
        if agent is None:
            agent = Agent(email=_key(address), created_at=ctx.clock.now())
            tx.people.add(agent)
        agent.name = name.strip() or address.partition("@")[0]
        agent.password_hash, agent.role, agent.language, agent.active = hashed, role, language, True
        tx.session.flush()
        tx.people.end_sessions_of(agent.id)
        return _shown(agent)


def agents(ctx: Context) -> list[LoggedIn]:
    """Everybody who can be given a ticket."""
    with ctx.reading() as tx:
        return [_shown(agent) for agent in tx.people.agents() if agent.active]


def agent_id(ctx: Context, email: str) -> int:
    """Who a ticket can be given to. Raises Invalid."""
    with ctx.reading() as tx:
        agent = tx.people.agent_by_email(_key(email))
    if agent is None or not agent.active:
        raise Invalid("There is no agent with this address.", field="assignee")
    return agent.id


def create_token(ctx: Context, name: str, scopes: tuple[str, ...]) -> str:
    """An API token, shown this once. Raises Invalid for an unknown scope."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise Invalid(f"scopes are: {', '.join(SCOPES)}.", field="scopes")
    token = f"hbt_{secrets.token_urlsafe(TOKEN_BYTES)}"
    with ctx.transaction() as tx:
        tx.people.add(
            ApiToken(
                name=name,
                token_hash=_hash(token),
                scopes=list(scopes),
                created_at=ctx.clock.now(),
            )
        )
    return token


def token_holder(ctx: Context, token: str) -> TokenHolder:
    """Raises NotAuthentic."""
    with ctx.reading() as tx:
        row = tx.people.api_token(_hash(token))
    if row is None:
        raise NotAuthentic("This API token is not known or was revoked.")
    return TokenHolder(row.name, frozenset(row.scopes))


def hashed_token(token: str) -> str:
    """How a random token is stored. It has 128 bits or more, so one plain hash is enough."""
    return _hash(token)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _key(email: str) -> str:
    return email.strip().lower()


def _shown(agent: Agent) -> LoggedIn:
    return LoggedIn(agent.id, agent.email, agent.name, Role(agent.role), agent.language)


_unknown: dict[int, str] = {}


def _unknown_hash(ctx: Context) -> str:
    """A hash that no password fits, of the same cost as the real ones."""
    key = id(ctx.passwords)
    if key not in _unknown:
        _unknown[key] = ctx.passwords.hash(secrets.token_urlsafe(TOKEN_BYTES))
    return _unknown[key]
