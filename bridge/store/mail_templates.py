"""Edited mail templates, every version of them. The newest one of a kind and language holds."""

from sqlalchemy import Index, bindparam, select
from sqlalchemy.orm import Mapped

from bridge.store import direct
from bridge.store.base import Base, Id, Line, Time, Word
from bridge.store.unit import Aggregate


class MailTemplate(Base):
    """One version. `source` None: the built-in template from here on."""

    __tablename__ = "mail_templates"
    __table_args__ = (Index("ix_mail_templates_kind_language", "kind", "language", "id"),)

    id: Mapped[Id]
    kind: Mapped[Word]
    language: Mapped[Word]
    source: Mapped[Line | None]
    note: Mapped[Line]
    """What was changed, in the editor's words."""
    edited_by: Mapped[Line]
    edited_at: Mapped[Time]


# asked for by every automatic answer
_SOURCE = (
    select(MailTemplate.source)
    .where(
        MailTemplate.kind == bindparam("wanted_kind"),
        MailTemplate.language == bindparam("wanted_language"),
    )
    .order_by(MailTemplate.id.desc())
    .limit(1)
)


class MailTemplates(Aggregate):
    def add(self, row: MailTemplate) -> None:
        self.session.add(row)

    def source(self, kind: str, language: str) -> str | None:
        """What is sent now; None for the built-in template."""
        found = direct.first(
            self.connection, _SOURCE, wanted_kind=str(kind), wanted_language=language
        )
        return found[0] if found else None

    def get(self, version: int) -> MailTemplate | None:
        return self.session.get(MailTemplate, version)

    def versions(self, kind: str, language: str) -> list[MailTemplate]:
        """Newest first."""
        return list(
            self.session.scalars(
                select(MailTemplate)
                .where(MailTemplate.kind == kind, MailTemplate.language == language)
                .order_by(MailTemplate.id.desc())
            )
        )

    def newest(self) -> dict[tuple[str, str], MailTemplate]:
        """The version that holds, by kind and language."""
        rows = self.session.scalars(select(MailTemplate).order_by(MailTemplate.id))
        return {(row.kind, row.language): row for row in rows}
