"""Requesters with their addresses; agents with their sessions; API tokens."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bridge.store import direct
from bridge.store.base import Base, Id, JsonList, Line, Time, Word
from bridge.store.unit import Aggregate


class Requester(Base):
    """One person, several addresses."""

    __tablename__ = "requesters"

    id: Mapped[Id]
    name: Mapped[Line]
    locale: Mapped[Word]
    blocked: Mapped[bool]
    created_at: Mapped[Time]


class RequesterAddress(Base):
    __tablename__ = "requester_addresses"

    id: Mapped[Id]
    requester_id: Mapped[int] = mapped_column(ForeignKey("requesters.id"), index=True)
    email: Mapped[Line] = mapped_column(unique=True)
    """Normalised: lower case, IDN domain in punycode."""
    bounced_at: Mapped[Time | None]
    """When a mail to it came back for good; None once mail from it came in again."""
    bounce: Mapped[Line | None]
    """What the mail server said then."""


class Agent(Base):
    __tablename__ = "agents"

    id: Mapped[Id]
    email: Mapped[Line] = mapped_column(unique=True)
    name: Mapped[Line]
    password_hash: Mapped[Line]
    role: Mapped[Word]
    language: Mapped[Word]
    active: Mapped[bool]
    created_at: Mapped[Time]


class AgentSession(Base):
    """A login. The cookie holds the token, the row its hash: deleting the row ends the login."""

    __tablename__ = "agent_sessions"
    __table_args__ = (Index("ix_agent_sessions_agent_id", "agent_id"),)

    id: Mapped[Id]
    token_hash: Mapped[Word] = mapped_column(unique=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    created_at: Mapped[Time]
    expires_at: Mapped[Time]


class ApiToken(Base):
    __tablename__ = "api_tokens"

    id: Mapped[Id]
    name: Mapped[Line]
    token_hash: Mapped[Word] = mapped_column(unique=True)
    scopes: Mapped[JsonList]
    created_at: Mapped[Time]
    revoked_at: Mapped[Time | None]


_KNOWN = (
    select(Requester.id, Requester.name)
    .join(RequesterAddress, RequesterAddress.requester_id == Requester.id)
    .where(RequesterAddress.email == bindparam("email"))
)

_AN_AGENT = select(Agent.id).where(Agent.email == bindparam("email"))
_ADDRESSES = (
    select(RequesterAddress.email)
    .where(RequesterAddress.requester_id == bindparam("requester"))
    .order_by(RequesterAddress.id)
)
_ALIVE = (
    update(RequesterAddress)
    .where(RequesterAddress.email == bindparam("email"), RequesterAddress.bounced_at.is_not(None))
    .values(bounced_at=None, bounce=None)
)


class People(Aggregate):
    def add(self, row: Requester | RequesterAddress | Agent | AgentSession | ApiToken) -> None:
        self.session.add(row)

    def requester(self, requester_id: int) -> Requester:
        return self.session.get_one(Requester, requester_id)

    def known(self, email: str) -> tuple[int, str] | None:
        """(id, name) of the requester with this address."""
        return direct.first(self.connection, _KNOWN, email=email)

    def requester_by_email(self, email: str) -> Requester | None:
        return self.session.scalar(
            select(Requester)
            .join(RequesterAddress, RequesterAddress.requester_id == Requester.id)
            .where(RequesterAddress.email == email)
        )

    def addresses(self, requester_id: int) -> list[str]:
        found = direct.rows(self.connection, _ADDRESSES, requester=requester_id)
        return [email for (email,) in found]

    def bounced(self, requester_id: int) -> dict[str, str]:
        """Addresses of a person that mail came back from, with what the mail server said."""
        rows = self.session.execute(
            select(RequesterAddress.email, RequesterAddress.bounce).where(
                RequesterAddress.requester_id == requester_id,
                RequesterAddress.bounced_at.is_not(None),
            )
        )
        return {email: said or "" for email, said in rows}

    def flag_address(self, email: str, at: datetime, said: str) -> None:
        self.session.execute(
            update(RequesterAddress)
            .where(RequesterAddress.email == email)
            .values(bounced_at=at, bounce=said)
            .execution_options(synchronize_session=False)
        )

    def unflag_address(self, email: str) -> None:
        """Mail from an address shows that it lives."""
        direct.change(self.connection, _ALIVE, email=email)

    def agent(self, agent_id: int) -> Agent | None:
        return self.session.get(Agent, agent_id)

    def agent_locked(self, agent_id: int) -> Agent | None:
        """Kept from others who ask for the same; new rows may refer to it meanwhile."""
        return self.session.get(
            Agent, agent_id, with_for_update={"key_share": True}, populate_existing=True
        )

    def active_agents(self) -> list[Agent]:
        return list(self.session.scalars(select(Agent).where(Agent.active).order_by(Agent.id)))

    def agent_by_email(self, email: str) -> Agent | None:
        return self.session.scalar(select(Agent).where(Agent.email == email))

    def is_agent(self, email: str) -> bool:
        return direct.first(self.connection, _AN_AGENT, email=email) is not None

    def agents(self) -> list[Agent]:
        return list(self.session.scalars(select(Agent).order_by(Agent.name, Agent.id)))

    def session_agent(self, token_hash: str, now: datetime) -> Agent | None:
        return self.session.scalar(
            select(Agent)
            .join(AgentSession, AgentSession.agent_id == Agent.id)
            .where(
                AgentSession.token_hash == token_hash,
                AgentSession.expires_at > now,
                Agent.active,
            )
        )

    def end_session(self, token_hash: str) -> None:
        self.session.execute(delete(AgentSession).where(AgentSession.token_hash == token_hash))

    def end_sessions_of(self, agent_id: int) -> None:
        self.session.execute(delete(AgentSession).where(AgentSession.agent_id == agent_id))

    def prune_sessions(self, now: datetime) -> None:
        self.session.execute(delete(AgentSession).where(AgentSession.expires_at <= now))

    def api_token(self, token_hash: str) -> ApiToken | None:
        return self.session.scalar(
            select(ApiToken).where(ApiToken.token_hash == token_hash, ApiToken.revoked_at.is_(None))
        )

    def revoke_api_token(self, name: str, now: datetime) -> None:
        self.session.execute(update(ApiToken).where(ApiToken.name == name).values(revoked_at=now))
