"""Which field of a form is the name, the address, the question: shown, and set by a person."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from bridge.domain import forms, submission
from bridge.domain.actor import Actor
from bridge.domain.errors import Invalid, NotFound
from bridge.domain.forms import ROLES
from bridge.domain.plain_text import storable
from bridge.domain.submission import LONGEST_ID, Field, SubmissionIn
from bridge.services.context import Context
from bridge.services.forms.form_fields import listed
from bridge.store.session import Transaction
from bridge.store.sites import Form

log = structlog.get_logger()

LOOKED_AT = 20
"""Submissions whose fields are offered as choices."""
PREVIEWED = 3


@dataclass(frozen=True, slots=True)
class FormView:
    """`mapping`: role → field, "" for none; a role that is not in it is found by shape.

    `missing`: role → field that the latest submission lacked.
    """

    id: int
    site: str
    plugin: str
    plugin_form_id: str
    title: str
    mapping: Mapping[str, str]
    missing: Mapping[str, str]
    missing_since: datetime | None

    @property
    def key(self) -> str:
        """As `form map` takes it."""
        return f"{self.plugin}:{self.plugin_form_id}"

    @property
    def missing_fields(self) -> str:
        return listed(self.missing)


@dataclass(frozen=True, slots=True)
class SeenField:
    """A field of the latest submissions; `latest`: whether the very latest has it."""

    name: str
    label: str
    kind: str
    latest: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A submission as a mapping reads it. `lacks`: the mapped fields that it does not have."""

    submitted_at: datetime
    name: str
    email: str
    subject: str
    topic: str
    message: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormPage:
    form: FormView
    fields: tuple[SeenField, ...]
    previews: tuple[Preview, ...]
    guessed: Mapping[str, str]
    """Role → the field of the latest submission that shape finds, whatever the mapping says."""


def overview(ctx: Context, most: int | None = None) -> tuple[FormView, ...]:
    """Every form that ever sent something, those that changed first."""
    with ctx.reading() as tx:
        return tuple(_view(form, slug) for form, slug in tx.sites.forms(most))


def count(ctx: Context) -> int:
    with ctx.reading() as tx:
        return tx.sites.count_forms()


def page(ctx: Context, form_id: int, mapping: Mapping[str, str] | None = None) -> FormPage:
    """`mapping`: one to try instead of the form's own. Raises NotFound."""
    with ctx.reading() as tx:
        form = _found(tx, form_id)
        view = _view(form, tx.sites.get(form.site_id).slug)
        latest = [_read(raw) for raw in tx.sites.latest_of_form(form_id, LOOKED_AT)]
    tried = view.mapping if mapping is None else mapping
    return FormPage(
        form=view,
        fields=_seen(latest),
        previews=tuple(_preview(one, tried) for one in latest[:PREVIEWED]),
        guessed=_guessed(latest[0], tried) if latest else {},
    )


def find(ctx: Context, site: str, key: str) -> int:
    """The form that the plugin calls `plugin:id` on a site. Raises NotFound."""
    plugin, _, plugin_form_id = key.partition(":")
    with ctx.reading() as tx:
        row = tx.sites.by_slug(site)
        if row is None:
            raise NotFound(f"There is no site named {site!r}.", field="site")
        form = tx.sites.form(row.id, plugin, plugin_form_id)
    if form is None:
        raise NotFound(f"No submission of a form {key!r} came from {site} so far.", field="form")
    return form.id


def change(ctx: Context, actor: Actor, form_id: int, mapping: Mapping[str, str]) -> FormView:
    """From the next submission on. Ends the alarm, and forgets what shape found before.

    Raises NotFound, Invalid.
    """
    wanted = checked(mapping)
    with ctx.transaction() as tx:
        form = put(tx, form_id, wanted)
        slug = tx.sites.get(form.site_id).slug
    log.info("form mapped", form=form_id, site=slug, by=actor.name, mapping=wanted)
    return _view(form, slug)


def put(tx: Transaction, form_id: int, mapping: dict[str, str]) -> Form:
    """A mapping that `checked` made, within a transaction. Raises NotFound."""
    form = _found(tx, form_id)
    form.mapping = mapping
    form.learned, form.missing, form.missing_since = {}, {}, None
    return form


def checked(mapping: Mapping[str, str]) -> dict[str, str]:
    """Raises Invalid, naming the role."""
    return {role: _name(role, name) for role, name in mapping.items()}


def _name(role: str, name: str) -> str:
    if role not in ROLES:
        raise Invalid(f"{role!r} is none of: {', '.join(ROLES)}.", field=role)
    if len(name) > LONGEST_ID:
        raise Invalid(f"A field's name has at most {LONGEST_ID} characters.", field=role)
    return storable(name).strip()


def _found(tx: Transaction, form_id: int) -> Form:
    form = tx.sites.form_by_id(form_id)
    if form is None:
        raise NotFound("There is no such form.")
    return form


def _view(form: Form, slug: str) -> FormView:
    return FormView(
        id=form.id,
        site=slug,
        plugin=form.plugin,
        plugin_form_id=form.plugin_form_id,
        title=form.title,
        mapping=form.mapping,
        missing=form.missing,
        missing_since=form.missing_since,
    )


def _read(raw: str) -> SubmissionIn:
    """It was checked when it came in."""
    return submission.read(json.loads(raw))


def _seen(latest: list[SubmissionIn]) -> tuple[SeenField, ...]:
    """Those of the newest submission first, as they stand in the form."""
    fields: dict[str, tuple[Field, bool]] = {}
    for number, one in enumerate(latest):
        for found in one.fields:
            fields.setdefault(found.name, (found, number == 0))
    return tuple(SeenField(one.name, one.label, one.type, new) for one, new in fields.values())


def _guessed(newest: SubmissionIn, mapping: Mapping[str, str]) -> Mapping[str, str]:
    """For each role by itself, with the others as the mapping has them."""
    guessed = {}
    for role in ROLES:
        others = {one: name for one, name in mapping.items() if one != role}
        found = forms.read(newest.fields, others, newest.form_title).used
        if role in found:
            guessed[role] = found[role]
    return guessed


def _preview(one: SubmissionIn, mapping: Mapping[str, str]) -> Preview:
    found = forms.read(one.fields, mapping, one.form_title)
    return Preview(
        submitted_at=one.submitted_at,
        name=found.name,
        email=found.email,
        subject=found.subject,
        topic=found.topic,
        message=found.message,
        lacks=tuple(mapping[role] for role in found.missing),
    )
