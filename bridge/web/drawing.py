"""What the templates draw with: icons, words, times, sizes, addresses of static files."""

import hashlib
import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_decimal
from flask import Flask, g, url_for
from markupsafe import Markup, escape

from bridge.services import helpdesk
from bridge.services.helpdesk import Helpdesk
from bridge.web import icons, mail_text, site_words
from bridge.web.current import ctx
from bridge.web.speech import gettext, language_of_page
from bridge.web.words import N_, word

STATIC = Path(__file__).parent / "static"
_UNITS = (N_("B"), N_("KiB"), N_("MiB"))
_STEP = 1024
_NOW = timedelta(seconds=5)
"""As long ago is "now"; `times.js` says the same."""


def install(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        icon=icons.icon,
        sprite=icons.sprite,
        asset=asset,
        company=lambda: desk().company,
        contact=contact,
    )
    app.jinja_env.filters.update(
        word=word,
        moment=moment,
        exact=exact,
        filesize=filesize,
        marked=marked,
        initials=initials,
        opening=mail_text.opening,
        linked=mail_text.linked,
        told=site_words.told,
        lacking=site_words.lacking,
    )


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """A static file's address, new whenever its content is: browsers may keep it for a year."""
    return url_for("static", filename=name, v=_digest(name))


def desk() -> Helpdesk:
    """The helpdesk's facts, read once per page."""
    if "desk" not in g:
        g.desk = helpdesk.facts(ctx())
    found: Helpdesk = g.desk
    return found


def contact() -> str:
    """The address that people can write to."""
    return ctx().identity.mail_from.email


def moment(at: datetime | None) -> Markup:
    """A `<time>`: how long ago in words, the exact time on hover."""
    if at is None:
        return Markup("")
    away = at - ctx().clock.now()
    if -_NOW <= away <= timedelta():
        ago = gettext("now")
    else:
        ago = format_timedelta(away, add_direction=True, locale=language_of_page(), threshold=1.2)
    return Markup('<time datetime="{}" title="{}" data-moment>{}</time>').format(
        at.isoformat(), exact(at), ago
    )


def exact(at: datetime) -> str:
    """On the wall clock of the helpdesk: `24 Nov 2026, 09:30 CET`."""
    zone = ZoneInfo(desk().zone)
    spoken = "d MMM y, HH:mm z"
    return format_datetime(at.astimezone(zone), spoken, locale=language_of_page())


def filesize(size: int) -> str:
    """`12.3 KiB`, in French `12,3 Kio`."""
    amount = float(size)
    for unit in _UNITS:
        if amount < _STEP or unit == _UNITS[-1]:
            break
        amount /= _STEP
    pattern = "#,##0" if unit == "B" else "#,##0.#"
    return f"{format_decimal(amount, pattern, locale=language_of_page())} {gettext(unit)}"


def marked(text: str, sought: str | None) -> Markup:
    """`text` with every place that holds `sought` in a `<mark>`."""
    if not sought:
        return escape(text)
    parts = re.split(f"({re.escape(sought)})", text, flags=re.IGNORECASE)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )


def initials(name: str) -> str:
    """At most two letters: `Ann Lee` → `AL`."""
    letters = [part[0] for part in name.split() if part[0].isalnum()]
    chosen = [letters[0], letters[-1]] if len(letters) > 1 else letters
    return "".join(chosen).upper() or gettext("?")
