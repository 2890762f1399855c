"""Sites and forms of a set-up file: a line per difference, passwords left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from bridge.domain.errors import Invalid
from bridge.domain.forms import ROLES
from bridge.services.context import Context
from bridge.services.forms import form_mapping
from bridge.services.set_up_rows import known_keys, text
from bridge.services.sites import sites
from bridge.store.session import Transaction
from bridge.store.sites import Form, Site

SHOWN_ONCE = "(shown this once)"
_SITE_KEYS = {"slug", "url", "user", "password", "transport", "article_types"}
_FORM_KEYS = {"site", "form", "title", "mapping"}


def site(ctx: Context, tx: Transaction, row: Any) -> list[str]:
    """A known site keeps what the row leaves out. Raises Invalid."""
    known_keys(row, _SITE_KEYS, "sites")
    slug = text(row, "slug", "sites")
    known = tx.sites.by_slug(slug)
    kept = _kept(ctx, tx, known) if known else {}
    wanted = _wanted(row, kept)
    changes = [key for key in wanted if wanted[key] != kept.get(key)]
    if known and not changes:
        return []
    try:
        made = sites.put(ctx, tx, slug, **wanted)
    except Invalid as error:
        raise Invalid(error.title, field=f"sites.{error.field}") from error
    if known is None:
        code = sites.code_of(ctx, made)
        return [f"site {slug}: new", f"site {slug}.connection code is {code} {SHOWN_ONCE}"]
    return [_line(slug, key, kept[key], wanted[key]) for key in changes]


def _kept(ctx: Context, tx: Transaction, known: Site) -> dict[str, Any]:
    return {
        "url": known.url,
        "user": known.wp_user,
        "password": ctx.secrets.open(known.wp_password_sealed),
        "transport": known.transport,
        "article_types": sorted(kind.name for kind in tx.mirror.types(known.id)),
    }


def _wanted(row: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {"transport": "auto", "article_types": [sites.DEFAULT_TYPE]}
    wanted = {**defaults, **kept}
    wanted |= {key: row[key] for key in row if key != "slug"}
    types = wanted["article_types"]
    if not isinstance(types, list) or not all(isinstance(name, str) for name in types) or not types:
        raise Invalid("article_types must be a list of post types.", field="sites.article_types")
    wanted["article_types"] = sorted(set(types))
    for key in ("url", "user", "password", "transport"):
        wanted[key] = text(wanted, key, "sites")
    wanted["url"] = wanted["url"].rstrip("/")
    return wanted


def _line(slug: str, key: str, old: Any, new: Any) -> str:
    if key == "password":
        return f"site {slug}.password: changed"
    return f"site {slug}.{key}: {_shown(old)} → {_shown(new)}"


def _shown(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else " ".join(value)


def form(ctx: Context, tx: Transaction, row: Any) -> list[str]:
    """The whole mapping of a form: roles that are left out are found by shape. Raises Invalid.

    A form that sent nothing so far is noted, so that its first submission is read this way.
    """
    known_keys(row, _FORM_KEYS, "forms")
    slug, key = text(row, "site", "forms"), text(row, "form", "forms")
    owner = tx.sites.by_slug(slug)
    if owner is None:
        raise Invalid(f"There is no site named {slug!r}.", field="forms.site")
    mapping = _mapping(row.get("mapping", {}))
    plugin, _, plugin_form_id = key.partition(":")
    if not plugin or not plugin_form_id:
        raise Invalid("form is plugin:id, such as wpforms:7.", field="forms.form")
    known = tx.sites.form(owner.id, plugin, plugin_form_id)
    if known is None:
        title = text(row, "title", "forms") if "title" in row else ""
        made = Form(
            site_id=owner.id,
            plugin=plugin,
            plugin_form_id=plugin_form_id,
            title=title,
            mapping=mapping,
            created_at=ctx.clock.now(),
        )
        tx.sites.add(made)
        tx.session.flush()
        return [f"form {slug}/{key}: new", *_roles(slug, key, {}, mapping)]
    if known.mapping == mapping:
        return []
    form_mapping.put(tx, known.id, mapping)
    return _roles(slug, key, known.mapping, mapping)


def _mapping(given: Any) -> dict[str, str]:
    known_keys(given, set(ROLES), "forms.mapping")
    for role, name in given.items():
        if not isinstance(name, str):
            raise Invalid("A field's name is a text.", field=f"forms.mapping.{role}")
    try:
        return form_mapping.checked(given)
    except Invalid as error:
        raise Invalid(error.title, field=f"forms.mapping.{error.field}") from error


def _roles(slug: str, key: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """`-` is no field, `?` by shape: as the command line has them."""

    def said(mapping: Mapping[str, str], role: str) -> str:
        return mapping[role] or "-" if role in mapping else "?"

    return [
        f"form {slug}/{key}.{role}: {said(old, role)} → {said(new, role)}"
        for role in ROLES
        if said(old, role) != said(new, role)
    ]
