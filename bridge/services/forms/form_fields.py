"""A form whose fields changed, so that what an agent needs is no longer found: noted, and told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from bridge.domain import forms
from bridge.domain.submission import SubmissionIn
from bridge.domain.words import SubmissionStatus
from bridge.services.context import Context
from bridge.store.session import Transaction
from bridge.store.sites import Form, KnownForm

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ChangedForm:
    """`missing`: role → the field that the latest submission should have had."""

    id: int
    site: str
    plugin: str
    plugin_form_id: str
    title: str
    missing: Mapping[str, str]
    since: datetime

    @property
    def fields(self) -> str:
        """The missing fields' names, for a sentence."""
        return listed(self.missing)


def listed(missing: Mapping[str, str]) -> str:
    """your-email (email), your-message (message)"""
    return ", ".join(f"{name} ({role})" for role, name in sorted(missing.items()))


def note(
    tx: Transaction, form: KnownForm, checked: SubmissionIn, found: forms.Mapped, now: datetime
) -> dict[str, str]:
    """What this submission lacks by a change of its form, which remembers it until one fits.

    Spam and what was stored long before say nothing of the form as it is now. The row is written
    only when something changed.
    """
    if checked.backfill or checked.status is SubmissionStatus.SPAM:
        return forms.lacking(checked.fields, form.mapping, found, {})
    absent = forms.lacking(checked.fields, form.mapping, found, form.learned)
    learned = forms.learn(form.mapping, found, form.learned)
    learned |= forms.comings(checked.fields, absent, form.missing, form.learned)
    lost = forms.alarming(absent, learned)
    if (learned, lost) != (form.learned, form.missing):
        since = (form.missing_since or now) if lost else None
        tx.sites.note_fields(form.id, learned, lost, since)
    if lost and not form.missing:
        log.warning("form changed", form=form.id, missing=sorted(lost.values()))
    return lost


def changed(ctx: Context, site_id: int | None = None) -> tuple[ChangedForm, ...]:
    """Every form whose latest submission lacked a field, of one site or of all."""
    with ctx.reading() as tx:
        return tuple(_changed(form, slug) for form, slug in tx.sites.changed_forms(site_id))


def _changed(form: Form, slug: str) -> ChangedForm:
    return ChangedForm(
        id=form.id,
        site=slug,
        plugin=form.plugin,
        plugin_form_id=form.plugin_form_id,
        title=form.title,
        missing=form.missing,
        since=form.missing_since or form.created_at,
    )
