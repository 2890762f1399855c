"""`[[sites]]` and `[[forms]]` of a set-up file."""

import base64
import json
from typing import Any

import pytest

from bridge.domain.errors import Invalid
from bridge.services import set_up
from bridge.services.forms import form_mapping
from bridge.services.sites import site_access, sites
from bridge.store.effects import Effect
from tests.support.desk import SITE, Desk

SHOP = {
    "slug": "shop",
    "url": "https://shop.example.com/",
    "user": "helpdesk-bridge",
    "password": "abcd efgh",
}
FORM = {"site": SITE, "form": "wpforms:7", "mapping": {"email": "3", "name": ""}}


def apply(bridge: Desk, *, dry_run: bool = False, **table: Any) -> list[str]:
    return set_up.apply(bridge.ctx, table, dry_run=dry_run)


def test_a_site_is_added_once_with_its_code_and_its_pulls(bridge: Desk) -> None:
    new, told = apply(bridge, sites=[SHOP])
    assert new == "site shop: new"
    code = told.removeprefix("site shop.connection code is ").removesuffix(" (shown this once)")
    assert code == sites.connection_code(bridge.ctx, "shop")
    packed = code.removeprefix(sites.CODE_PREFIX)
    assert json.loads(base64.urlsafe_b64decode(packed + "==="))["site"] == "shop"
    assert apply(bridge, sites=[SHOP]) == []
    assert apply(bridge, sites=[{key: SHOP[key] for key in ("slug", "url")}]) == []
    with bridge.ctx.reading() as tx:
        site = tx.sites.by_slug("shop")
        assert site is not None
        effects = tx.session.query(Effect).filter(Effect.subject_id == site.id).all()
    assert sorted(effect.kind for effect in effects) == ["pull_articles", "pull_submissions"]


def test_a_change_of_a_site_is_told_key_by_key_without_its_password(bridge: Desk) -> None:
    apply(bridge, sites=[SHOP])
    changed = SHOP | {"url": "https://new.example.com", "password": "other", "transport": "rest"}
    changed |= {"article_types": ["post", "docs", "post"]}
    lines = apply(bridge, sites=[changed])
    assert sorted(lines) == [
        "site shop.article_types: post → docs post",
        "site shop.password: changed",
        "site shop.transport: auto → rest",
        "site shop.url: https://shop.example.com → https://new.example.com",
    ]
    access = site_access.access(bridge.ctx, site_access.by_slug(bridge.ctx, "shop"))
    assert access.password == "other"
    assert sorted(access.article_types) == ["docs", "post"]
    assert apply(bridge, sites=[changed]) == []


def test_a_dry_run_adds_no_site_and_shows_no_code(bridge: Desk) -> None:
    assert apply(bridge, dry_run=True, sites=[SHOP]) == ["site shop: new"]
    assert "shop" not in {row.slug for row in sites.listed(bridge.ctx)}


def test_a_form_is_mapped_before_and_after_its_first_submission(bridge: Desk) -> None:
    assert apply(bridge, forms=[FORM]) == [
        f"form {SITE}/wpforms:7: new",
        f"form {SITE}/wpforms:7.name: ? → -",
        f"form {SITE}/wpforms:7.email: ? → 3",
    ]
    assert apply(bridge, forms=[FORM]) == []
    body = bridge.submission(form={"plugin": "wpforms", "id": "7", "title": "Quote"})
    body["fields"] = [{"name": "3", "label": "Reach you", "value": "ann@example.org"}]
    reference = bridge.push(body).get_json()["ticket"]
    assert bridge.ticket(reference).requester.email == "ann@example.org"
    assert apply(bridge, forms=[FORM | {"mapping": {"email": "4"}}]) == [
        f"form {SITE}/wpforms:7.name: - → ?",
        f"form {SITE}/wpforms:7.email: 3 → 4",
    ]
    assert form_mapping.overview(bridge.ctx)[0].mapping == {"email": "4"}


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ({"sites": [{**SHOP, "slug": "Shop!"}]}, "sites.slug"),
        ({"sites": [{**SHOP, "url": "shop"}]}, "sites.url"),
        ({"sites": [{**SHOP, "transport": "soap"}]}, "sites.transport"),
        ({"sites": [{**SHOP, "article_types": "post"}]}, "sites.article_types"),
        ({"sites": [{**SHOP, "article_types": ["A B"]}]}, "sites.article_types"),
        ({"sites": [{**SHOP, "color": "red"}]}, "sites.color"),
        ({"sites": [{"slug": "shop", "url": "https://shop.example.com"}]}, "sites.user"),
        ({"sites": [{**SHOP, "password": 7}]}, "sites.password"),
        ({"sites": [{**SHOP, "url": f"http://{SITE}.test"}]}, "sites.url"),
        ({"sites": ["shop"]}, "sites"),
        ({"forms": [{**FORM, "site": "none"}]}, "forms.site"),
        ({"forms": [{**FORM, "form": "wpforms"}]}, "forms.form"),
        ({"forms": [{**FORM, "mapping": {"colour": "3"}}]}, "forms.mapping.colour"),
        ({"forms": [{**FORM, "mapping": {"email": 3}}]}, "forms.mapping.email"),
        ({"forms": [{**FORM, "mapping": {"email": "x" * 201}}]}, "forms.mapping.email"),
        ({"forms": [{**FORM, "mapping": []}]}, "forms.mapping"),
    ],
)
def test_a_fault_names_its_key_and_nothing_changes(
    bridge: Desk, table: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        apply(bridge, **table, helpdesk={"company": "Other"})
    assert refused.value.field == field
    assert [row.slug for row in sites.listed(bridge.ctx)] == [SITE]
    assert form_mapping.overview(bridge.ctx) == ()
