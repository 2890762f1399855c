"""Sites, their forms, and what came in from them, raw and immutable."""

from collections.abc import Iterable
from collections.abc import Mapping as Names
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    UniqueConstraint,
    bindparam,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bridge.store import direct
from bridge.store.base import Base, Id, Line, Time, Word
from bridge.store.unit import Aggregate


class Site(Base):
    __tablename__ = "sites"

    id: Mapped[Id]
    slug: Mapped[Word] = mapped_column(unique=True)
    url: Mapped[Line]
    wp_user: Mapped[Line]
    wp_password_sealed: Mapped[Line]
    transport: Mapped[Word]
    push_secrets_sealed: Mapped[Line]
    """Live `whsec_` secrets, newest first, separated by blanks; two during a rotation."""
    public_key: Mapped[Word]
    submissions_cursor: Mapped[int]
    let_in_at: Mapped[Time | None]
    """When the site last took the password that we have; None: it never did."""
    last_pull_at: Mapped[Time | None]
    last_error: Mapped[Line | None]
    discovered: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What a connection found out (addresses, post types, the way that works), while fresh."""
    discovered_at: Mapped[Time | None]
    created_at: Mapped[Time]


class Form(Base):
    __tablename__ = "forms"
    __table_args__ = (UniqueConstraint("site_id", "plugin", "plugin_form_id"),)

    id: Mapped[Id]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    plugin: Mapped[Word]
    plugin_form_id: Mapped[Line]
    title: Mapped[Line]
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)
    """Role → field name (`email`, `name`, `subject`, `message`, `topic`). A role that is not in it

    is found by shape; one with an empty name has no field.
    """
    learned: Mapped[dict[str, str]] = mapped_column(JSON, server_default=text("'{}'"), default=dict)
    """Role → field name: what shape found in earlier submissions. `~field` → how many submissions

    in a row lacked a field that comes and goes.
    """
    missing: Mapped[dict[str, str]] = mapped_column(JSON, server_default=text("'{}'"), default=dict)
    """Role → field name: what the latest submission should have had; empty while it fits."""
    missing_since: Mapped[Time | None]
    created_at: Mapped[Time]


class Submission(Base):
    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("site_id", "uid"),
        Index("ix_submissions_ticket_id", "ticket_id"),
        Index("ix_submissions_uid", "uid"),
        Index("ix_submissions_form_id_id", "form_id", "id"),
    )

    id: Mapped[Id]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    uid: Mapped[Line]
    """The plugin's own id of the submission: the idempotency key."""
    cursor: Mapped[int | None]
    form_id: Mapped[int | None] = mapped_column(ForeignKey("forms.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    status: Mapped[Word]
    raw: Mapped[Line]
    """The JSON as it came."""
    door: Mapped[Word]
    submitted_at: Mapped[Time]
    received_at: Mapped[Time]


class Setting(Base):
    """Set-up of the whole helpdesk: company, opening hours, time zone."""

    __tablename__ = "settings"

    key: Mapped[Word] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


# What every submission and answer asks: made once, because making a statement costs more than it.
_DOOR = select(Site.id, Site.push_secrets_sealed).where(Site.slug == bindparam("slug"))
_FORM = select(Form.id, Form.mapping, Form.learned, Form.missing, Form.missing_since).where(
    Form.site_id == bindparam("site"),
    Form.plugin == bindparam("plugin"),
    Form.plugin_form_id == bindparam("form"),
)
_SETTING = select(Setting.value).where(Setting.key == bindparam("key"))
_KNOWN = select(Submission.ticket_id, Submission.door).where(
    Submission.site_id == bindparam("site"), Submission.uid == bindparam("uid")
)

_RAW = select(Submission.raw).where(Submission.ticket_id == bindparam("ticket"))


@dataclass(frozen=True, slots=True)
class KnownForm:
    """A form as intake reads it; see Form."""

    id: int
    mapping: dict[str, str]
    learned: dict[str, str]
    missing: dict[str, str]
    missing_since: datetime | None


class Sites(Aggregate):
    def add(self, row: Site | Form | Submission) -> None:
        self.session.add(row)

    def by_slug(self, slug: str) -> Site | None:
        return self.session.scalar(select(Site).where(Site.slug == slug))

    def get(self, site_id: int) -> Site:
        return self.session.get_one(Site, site_id)

    def all(self) -> list[Site]:
        return list(self.session.scalars(select(Site).order_by(Site.slug)))

    def door(self, slug: str) -> tuple[int, str] | None:
        """(id, sealed push secrets) of a site."""
        return direct.first(self.connection, _DOOR, slug=slug)

    def form(self, site_id: int, plugin: str, plugin_form_id: str) -> KnownForm | None:
        row = direct.first(self.connection, _FORM, site=site_id, plugin=plugin, form=plugin_form_id)
        return KnownForm(*row) if row else None

    def note_fields(
        self,
        form_id: int,
        learned: Names[str, str],
        missing: Names[str, str],
        since: datetime | None,
    ) -> None:
        self.connection.execute(
            update(Form)
            .where(Form.id == form_id)
            .values(learned=dict(learned), missing=dict(missing), missing_since=since)
        )

    def form_by_id(self, form_id: int) -> Form | None:
        return self.session.get(Form, form_id)

    def forms(self, most: int | None = None) -> list[tuple[Form, str]]:
        """Each form with its site's name; those whose fields changed first."""
        chosen = (
            select(Form, Site.slug)
            .join(Site, Site.id == Form.site_id)
            .order_by(Form.missing_since.is_(None), Site.slug, Form.title, Form.id)
            .limit(most)
        )
        return [(form, slug) for form, slug in self.session.execute(chosen)]

    def changed_forms(self, site_id: int | None = None) -> list[tuple[Form, str]]:
        """Forms whose latest submission lacked a field, with their site's name."""
        chosen = (
            select(Form, Site.slug)
            .join(Site, Site.id == Form.site_id)
            .where(Form.missing_since.is_not(None))
            .order_by(Site.slug, Form.title, Form.id)
        )
        if site_id is not None:
            chosen = chosen.where(Form.site_id == site_id)
        return [(form, slug) for form, slug in self.session.execute(chosen)]

    def count_forms(self) -> int:
        return self.session.scalar(select(func.count()).select_from(Form)) or 0

    def latest_of_form(self, form_id: int, most: int) -> list[str]:
        """The JSON of a form's latest submissions, the newest first."""
        return list(
            self.session.scalars(
                select(Submission.raw)
                .where(Submission.form_id == form_id)
                .order_by(Submission.id.desc())
                .limit(most)
            )
        )

    def known(self, site_id: int, uid: str) -> tuple[int, str] | None:
        """(ticket, door) of a submission that came before."""
        return direct.first(self.connection, _KNOWN, site=site_id, uid=uid)

    def raw_submission(self, ticket_id: int) -> str | None:
        """The JSON that a ticket was made of, if a form sent it."""
        row = direct.first(self.connection, _RAW, ticket=ticket_id)
        return row[0] if row else None

    def known_submissions(self, site_id: int, uids: Iterable[str]) -> set[str]:
        return set(
            self.session.scalars(
                select(Submission.uid).where(
                    Submission.site_id == site_id, Submission.uid.in_(list(uids))
                )
            )
        )

    def known_anywhere(self, uids: Iterable[str]) -> set[str]:
        """Submissions that came before, from whichever site: a cloned site repeats another's."""
        return set(self.session.scalars(select(Submission.uid).where(Submission.uid.in_(uids))))

    def cursors(self, site_id: int, cursors: Iterable[int]) -> dict[int, set[str]]:
        """Ids of the submissions that came under these cursors."""
        found: dict[int, set[str]] = {}
        rows = self.session.execute(
            select(Submission.cursor, Submission.uid).where(
                Submission.site_id == site_id, Submission.cursor.in_(list(cursors))
            )
        )
        for cursor, uid in rows:
            if cursor is not None:
                found.setdefault(cursor, set()).add(uid)
        return found

    def submissions_of_ticket(self, ticket_id: int) -> list[Submission]:
        return list(
            self.session.scalars(
                select(Submission).where(Submission.ticket_id == ticket_id).order_by(Submission.id)
            )
        )

    def setting(self, key: str) -> Any:
        """None when nothing was set."""
        row = direct.first(self.connection, _SETTING, key=key)
        return row[0] if row else None

    def put_setting(self, key: str, value: Any) -> None:
        self.session.merge(Setting(key=key, value=value))
        self.session.flush()

    def mark_pulled(self, site: Site, at: datetime, error: str | None) -> None:
        site.last_pull_at = at
        site.last_error = error
        if error is None:
            site.let_in_at = at
