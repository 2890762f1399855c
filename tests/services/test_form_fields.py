"""A form whose fields change: noticed by what its submissions bring, told, and ended."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from bridge.cli.main import cli
from bridge.domain import forms
from bridge.domain.actor import Actor
from bridge.domain.errors import Invalid, NotFound
from bridge.domain.words import ActorKind
from bridge.services import health
from bridge.services.forms import form_fields, form_mapping
from tests.support.desk import SITE, Desk

FORM = "contact-form-7:423"
LOU = Actor(ActorKind.AGENT, "Lou", 1)


def missing(bridge: Desk) -> dict[str, str]:
    """Role → field of the one form whose fields changed; empty when all fit."""
    found = form_fields.changed(bridge.ctx)
    return dict(found[0].missing) if found else {}


def doctor(bridge: Desk) -> dict[str, health.Check]:
    return {one.name: one for one in health.forms(bridge.ctx)}


def facts(bridge: Desk, reference: str) -> Any:
    [created] = bridge.events(reference, "created")
    return created.data.get("mapping_missing")


def test_a_field_that_shape_found_and_that_is_gone_is_an_alarm_until_one_fits(bridge: Desk) -> None:
    assert doctor(bridge)["forms"].says == "0 known, their fields fit"
    bridge.pushed()
    assert missing(bridge) == {}
    began = bridge.clock.now()
    lost = bridge.pushed(fields=bridge.fields(email=None))
    assert missing(bridge) == {"email": "your-email"}
    assert facts(bridge, lost) == {"email": "your-email"}
    bridge.clock.move(minutes=5)
    bridge.pushed(fields=bridge.fields(email=None, message=None, name=None))
    assert missing(bridge) == {
        "email": "your-email",
        "message": "your-message",
        "name": "your-name",
    }
    [told] = form_fields.changed(bridge.ctx)
    assert told.since == began
    check = doctor(bridge)[f"form {SITE}/{FORM}"]
    assert not check.ok
    assert "“Support request” changed: your-email (email), your-message (message)" in check.says
    assert "helpdesk-bridge form map" in check.says
    fits = bridge.pushed()
    assert facts(bridge, fits) is None
    assert doctor(bridge)["forms"].ok


def test_a_mapped_field_that_is_gone_is_an_alarm_until_the_mapping_is_changed(bridge: Desk) -> None:
    bridge.pushed()
    form_mapping.change(bridge.ctx, LOU, 1, {"message": "your-subject"})
    bridge.pushed()
    assert missing(bridge) == {}
    reference = bridge.pushed(fields=bridge.fields(subject=None))
    assert missing(bridge) == {"message": "your-subject"}
    assert bridge.messages(reference)[0].body == ""
    form_mapping.change(bridge.ctx, LOU, 1, {})
    assert missing(bridge) == {}
    bridge.pushed(fields=bridge.fields(subject=None))
    assert missing(bridge) == {}


def test_a_form_that_is_meant_to_be_so_is_saved_as_it_is(bridge: Desk) -> None:
    bridge.pushed()
    bridge.pushed(fields=bridge.fields(name=None))
    assert missing(bridge) == {"name": "your-name"}
    form_mapping.change(bridge.ctx, LOU, 1, {})
    bridge.pushed(fields=bridge.fields(name=None))
    assert missing(bridge) == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"email": ""},
        {"email": "not an address"},
        {"name": "", "message": ""},
        {"subject": None},
    ],
)
def test_what_a_visitor_leaves_empty_is_no_change_of_the_form(
    bridge: Desk, fields: dict[str, str | None]
) -> None:
    bridge.pushed()
    bridge.pushed(fields=bridge.fields(**fields))
    assert missing(bridge) == {}


def test_an_empty_address_in_a_field_that_is_known_by_its_content_only(bridge: Desk) -> None:
    def contact(value: str) -> list[dict[str, str]]:
        return [{"name": "f1", "label": "Reach you", "type": "text", "value": value}]

    bridge.pushed(fields=contact("ann@example.org"))
    bridge.pushed(fields=contact(""))
    assert missing(bridge) == {}
    bridge.pushed(fields=bridge.fields(email=None))
    assert missing(bridge) == {"email": "f1"}


def test_a_field_under_another_name_that_shape_still_finds_is_no_alarm(bridge: Desk) -> None:
    bridge.pushed()
    renamed = [{"name": "mail-2", "label": "E-mail", "type": "email", "value": "ann@example.org"}]
    bridge.pushed(fields=[*bridge.fields(email=None), *renamed])
    assert missing(bridge) == {}
    bridge.pushed(fields=bridge.fields(email=None))
    assert missing(bridge) == {"email": "mail-2"}


def test_a_field_that_comes_and_goes_is_an_alarm_once_and_then_only_after_a_long_absence(
    bridge: Desk,
) -> None:
    """As a form plugin sends it that shows the field under a condition."""
    bridge.pushed()
    bridge.pushed(fields=bridge.fields(email=None))
    assert missing(bridge) == {"email": "your-email"}
    bridge.pushed()
    for _ in range(forms.LONG_AWAY - 1):
        reference = bridge.pushed(fields=bridge.fields(email=None))
        assert missing(bridge) == {}
        assert facts(bridge, reference) is None
    bridge.pushed()
    for _ in range(forms.LONG_AWAY - 1):
        bridge.pushed(fields=bridge.fields(email=None))
    assert missing(bridge) == {}
    bridge.pushed(fields=bridge.fields(email=None))
    assert missing(bridge) == {"email": "your-email"}
    bridge.pushed()
    assert missing(bridge) == {}


def test_another_field_of_that_form_is_an_alarm_at_once(bridge: Desk) -> None:
    bridge.pushed()
    bridge.pushed(fields=bridge.fields(email=None))
    bridge.pushed()
    reference = bridge.pushed(fields=bridge.fields(email=None, name=None))
    assert missing(bridge) == {"name": "your-name"} == facts(bridge, reference)


def test_a_mapped_field_may_come_and_go_too_until_the_mapping_is_set_anew(bridge: Desk) -> None:
    bridge.pushed()
    mapping = {"message": "your-subject"}
    form_mapping.change(bridge.ctx, LOU, 1, mapping)
    for fields in (bridge.fields(subject=None), None, bridge.fields(subject=None)):
        bridge.pushed(**({"fields": fields} if fields else {}))
    assert missing(bridge) == {}
    form_mapping.change(bridge.ctx, LOU, 1, mapping)
    bridge.pushed(fields=bridge.fields(subject=None))
    assert missing(bridge) == {"message": "your-subject"}


def test_a_field_that_another_took_the_place_of_has_not_come_back(bridge: Desk) -> None:
    bridge.pushed()
    bridge.pushed(fields=bridge.fields(email=None))
    renamed = [{"name": "mail-2", "label": "E-mail", "type": "email", "value": "ann@example.org"}]
    bridge.pushed(fields=[*bridge.fields(email=None), *renamed])
    assert missing(bridge) == {}
    bridge.pushed(fields=bridge.fields(email=None))
    assert missing(bridge) == {"email": "mail-2"}


def test_spam_and_old_submissions_say_nothing_of_the_form(bridge: Desk) -> None:
    bridge.pushed()
    bridge.pushed(status="spam", fields=bridge.fields(email=None))
    old = bridge.pushed(backfill=True, fields=bridge.fields(email=None))
    assert missing(bridge) == {}
    assert facts(bridge, old) is None
    bridge.pushed(fields=bridge.fields(email=None))
    bridge.pushed(status="spam")
    assert missing(bridge) == {"email": "your-email"}


def test_another_form_of_the_site_is_not_concerned(bridge: Desk) -> None:
    other = {"plugin": "wpforms", "id": "7", "title": "Quote"}
    bridge.pushed()
    bridge.pushed(form=other, fields=bridge.fields(email=None))
    assert missing(bridge) == {}


def test_a_role_that_has_no_field_is_neither_guessed_nor_missed(bridge: Desk) -> None:
    bridge.pushed()
    form_mapping.change(bridge.ctx, LOU, 1, {"name": "", "subject": ""})
    reference = bridge.pushed()
    ticket = bridge.ticket(reference)
    assert ticket.subject == "It burns. What shall I do?"
    assert missing(bridge) == {}


def test_a_mapping_is_read_from_the_next_submission_on(bridge: Desk) -> None:
    first = bridge.pushed()
    form_mapping.change(bridge.ctx, LOU, 1, {"message": "your-subject", "subject": "your-message"})
    second = bridge.pushed()
    assert bridge.ticket(first).subject == "The printer is on fire"
    assert bridge.ticket(second).subject == "It burns. What shall I do?"


def test_a_page_of_a_form_offers_the_fields_of_its_latest_submissions(bridge: Desk) -> None:
    bridge.pushed()
    bridge.pushed(fields=bridge.fields(email=None, colour="green"))
    page = form_mapping.page(bridge.ctx, 1)
    latest = [field.name for field in page.fields if field.latest]
    assert latest == ["your-name", "your-subject", "your-message", "your-colour"]
    assert [field.name for field in page.fields if not field.latest] == ["your-email"]
    tried = form_mapping.page(bridge.ctx, 1, {"message": "your-colour", "email": "your-email"})
    assert [one.message for one in tried.previews] == ["green", ""]
    assert [one.lacks for one in tried.previews] == [("your-email",), ("your-colour",)]


def test_a_mapping_of_another_kind_is_refused_and_changes_nothing(bridge: Desk) -> None:
    bridge.pushed()
    with pytest.raises(Invalid, match="none of"):
        form_mapping.change(bridge.ctx, LOU, 1, {"colour": "your-colour"})
    with pytest.raises(Invalid, match="at most"):
        form_mapping.change(bridge.ctx, LOU, 1, {"name": "x" * 201})
    with pytest.raises(NotFound):
        form_mapping.change(bridge.ctx, LOU, 99, {})
    assert form_mapping.page(bridge.ctx, 1).form.mapping == {}


def run(bridge: Desk, *command: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["form", *command], env=bridge.environment)
    return done.exit_code, done.output


def test_the_command_line_lists_and_maps_forms(bridge: Desk) -> None:
    assert run(bridge, "list") == (0, "No form sent anything so far.\n")
    bridge.pushed()
    bridge.pushed(fields=bridge.fields(email=None))
    code, listed = run(bridge, "list")
    assert code == 0
    assert f"{SITE}  {FORM}  Support request  (found by shape)" in listed
    assert "changed: your-email (email) missing since" in listed
    rows = json.loads(run(bridge, "list", "--json")[1])
    assert rows[0]["missing"] == {"email": "your-email"}
    code, shown = run(bridge, "map", SITE, FORM, "message=your-subject", "name=-", "email=reply-to")
    assert code == 0
    assert "No submission so far has a field 'reply-to' (email)." in shown
    assert "your-subject  your-subject  (text)  message" in shown
    assert "(message=your-subject name=- email=reply-to)" in run(bridge, "list")[1]
    assert missing(bridge) == {}
    run(bridge, "map", SITE, FORM, "name=?")
    assert form_mapping.page(bridge.ctx, 1).form.mapping == {
        "message": "your-subject",
        "email": "reply-to",
    }
    assert run(bridge, "map", SITE, FORM, "--clear")[0] == 0
    assert form_mapping.page(bridge.ctx, 1).form.mapping == {}


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("map", "none", FORM), "There is no site named 'none'."),
        (("map", SITE, "wpforms:9"), "No submission of a form 'wpforms:9' came"),
        (("map", SITE, FORM, "colour=x"), "is not ROLE=FIELD"),
        (("map", SITE, FORM, "name"), "is not ROLE=FIELD"),
        (("map", SITE, FORM, "name="), "is not ROLE=FIELD"),
    ],
)
def test_the_command_line_says_what_is_wrong(
    bridge: Desk, command: tuple[str, ...], says: str
) -> None:
    bridge.pushed()
    code, output = run(bridge, *command)
    assert code != 0
    assert says in output
