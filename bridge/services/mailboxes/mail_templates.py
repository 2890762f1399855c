"""The mail templates as people edit them: seen, tried on a real ticket, saved, gone back on."""

from dataclasses import dataclass
from datetime import datetime

from bridge.domain.actor import Actor
from bridge.domain.errors import Conflict, Invalid, NotFound
from bridge.domain.mail_templates import TemplateFault, TemplateKind
from bridge.services.context import Context
from bridge.services.mailboxes import mail_previews
from bridge.store.mail_templates import MailTemplate

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """`edited_at` None: the built-in template is sent."""

    kind: TemplateKind
    language: str
    language_name: str
    edited_by: str
    edited_at: datetime | None
    fault: TemplateFault | None
    """Why the edited one can't be used; the built-in one is sent meanwhile."""


@dataclass(frozen=True, slots=True)
class Version:
    """`source` None: back to the built-in template."""

    id: int
    source: str | None
    note: str
    edited_by: str
    edited_at: datetime


@dataclass(frozen=True, slots=True)
class TemplatePage:
    row: TemplateRow
    source: str
    """What is sent now, or would be if it had no fault."""
    built_in: str
    versions: tuple[Version, ...]
    newest: int
    """Id of the version that holds; 0 for none."""


def overview(ctx: Context) -> list[TemplateRow]:
    """A row per kind and language."""
    with ctx.reading() as tx:
        newest = tx.mail_templates.newest()
    return [
        _row(ctx, kind, language, newest.get((kind, language)))
        for kind in TemplateKind
        for language in ctx.composer.languages()
    ]


def page(ctx: Context, kind: str, language: str) -> TemplatePage:
    """Raises NotFound."""
    known = _known(ctx, kind, language)
    with ctx.reading() as tx:
        rows = tx.mail_templates.versions(known, language)
    built_in = ctx.composer.built_in(known, language)
    holds = rows[0] if rows else None
    return TemplatePage(
        row=_row(ctx, known, language, holds),
        source=holds.source if holds and holds.source is not None else built_in,
        built_in=built_in,
        versions=tuple(
            Version(row.id, row.source, row.note, row.edited_by, row.edited_at) for row in rows
        ),
        newest=holds.id if holds else 0,
    )


def save(
    ctx: Context,
    actor: Actor,
    kind: str,
    language: str,
    source: str,
    note: str = "",
    *,
    based_on: int | None = None,
) -> None:
    """A new version. `based_on`: the version that the editor had before them.

    Raises NotFound, TemplateFault, Invalid, and Conflict when somebody else saved meanwhile.
    """
    known = _known(ctx, kind, language)
    text = _plain(source)
    if not text.strip():
        raise Invalid("The template is empty.", field="source")
    ctx.composer.check(known, text)
    _add(ctx, actor, known, language, text, note, based_on)


def go_back(ctx: Context, actor: Actor, kind: str, language: str, version: int) -> None:
    """An older version holds again; 0 is the built-in template. Raises NotFound."""
    known = _known(ctx, kind, language)
    source = None
    if version:
        with ctx.reading() as tx:
            row = tx.mail_templates.get(version)
        if row is None or (row.kind, row.language) != (known, language):
            raise NotFound("There is no such version.")
        source = row.source
    _add(ctx, actor, known, language, source, f"= {version}" if version else "= 0", None)


def preview(
    ctx: Context, kind: str, language: str, source: str, reference: str
) -> mail_previews.Preview:
    """The mail that this source would make of a real ticket; nothing is stored or sent.

    `reference` empty: the newest ticket. Raises NotFound, Invalid.
    """
    known = _known(ctx, kind, language)
    return mail_previews.make(ctx, known, language, _plain(source), reference)


def _add(
    ctx: Context,
    actor: Actor,
    kind: TemplateKind,
    language: str,
    source: str | None,
    note: str,
    based_on: int | None,
) -> None:
    with ctx.transaction() as tx:
        rows = tx.mail_templates.versions(kind, language)
        if based_on is not None and based_on != (rows[0].id if rows else 0):
            raise Conflict("Somebody else has saved this template meanwhile.")
        tx.mail_templates.add(
            MailTemplate(
                kind=kind,
                language=language,
                source=source,
                note=" ".join(note.split())[:LONGEST_NOTE],
                edited_by=actor.name,
                edited_at=ctx.clock.now(),
            )
        )


def _row(
    ctx: Context, kind: TemplateKind, language: str, holds: MailTemplate | None
) -> TemplateRow:
    edited = holds is not None and holds.source is not None
    return TemplateRow(
        kind=kind,
        language=language,
        language_name=ctx.composer.languages()[language],
        edited_by=holds.edited_by if holds and edited else "",
        edited_at=holds.edited_at if holds and edited else None,
        fault=_fault(ctx, kind, holds.source if holds else None),
    )


def _fault(ctx: Context, kind: TemplateKind, source: str | None) -> TemplateFault | None:
    if source is None:
        return None
    try:
        ctx.composer.check(kind, source)
    except TemplateFault as fault:
        return fault
    return None


def _known(ctx: Context, kind: str, language: str) -> TemplateKind:
    if kind not in tuple(TemplateKind) or language not in ctx.composer.languages():
        raise NotFound("There is no such template.")
    return TemplateKind(kind)


def _plain(source: str) -> str:
    return source.replace("\r\n", "\n").rstrip() + "\n" if source.strip() else ""
