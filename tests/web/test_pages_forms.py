"""`/settings/forms`, and what a changed form tells the agent in its ticket."""

import json

import pytest

from bridge.services.forms import form_mapping
from bridge.services.intake import intake
from bridge.vendors.signing import sign
from tests.web.house import House, post, submission

FORM = "/settings/forms/1"


def submit(house: House, uid: str, *without: str, title: str = "Support") -> str:
    """A visitor's form of the usual fields but some; the ticket's reference."""
    body = submission(uid)
    body["form"]["title"] = title
    body["fields"] = [field for field in body["fields"] if field["name"] not in without]
    raw = json.dumps(body).encode()
    headers = sign(house.site_secret, uid, house.ctx.clock.now(), raw)
    return intake.push(house.ctx, "main", raw, headers).ticket


@pytest.fixture
def changed(house: House) -> str:
    """The reference of a ticket whose form had lost its address."""
    submit(house, "s-1")
    return submit(house, "s-2", "your-email")


def test_the_ticket_tells_calmly_what_its_form_lost_and_shows_all_fields(house, changed):
    page = house.logged_in("agent").get(f"/tickets/{changed}").text
    says = (
        "The form's fields changed: your-email (E-mail address) is missing."
        " All its fields are shown below."
    )
    assert says in page
    assert '<details class="submission" open>' in page
    assert FORM not in page
    assert f'href="{FORM}"' in house.logged_in("lead").get(f"/tickets/{changed}").text


def test_a_french_agent_reads_it_in_french(house, changed):
    page = house.logged_in("lead", language="fr").get(f"/tickets/{changed}").text
    assert "il manque your-email (Adresse e-mail)" in page
    assert "Dire quel champ est quoi" in page


def test_a_ticket_whose_form_fits_tells_nothing(house):
    page = house.logged_in("agent").get(f"/tickets/{submit(house, 's-1')}").text
    assert "fields changed" not in page
    assert '<details class="submission">' in page


def test_forms_are_listed_with_what_is_wrong(house, changed):
    client = house.logged_in("lead")
    settings = client.get("/settings").text
    assert 'href="/settings/forms"' in settings
    assert "1 form has changed" in settings
    page = client.get("/settings/forms").text
    assert "Its fields changed: your-email (E-mail address) missing" in page
    assert f'href="{FORM}"' in page
    one = client.get(FORM).text
    assert "its latest submissions lack your-email (E-mail address)." in one
    assert "not in the latest submission" in one


def test_no_form_yet_says_when_one_will_be_listed(house):
    page = house.logged_in("lead").get("/settings/forms").text
    assert "A form is listed here from its first submission on." in page


def test_choices_can_be_looked_at_before_they_are_saved(house, changed):
    client = house.logged_in("lead")
    chosen = {"message": "field:your-subject", "subject": "none", "name": "shape"}
    page = post(client, FORM, then="look", **chosen).text
    assert "read with these choices (not saved)" in page
    assert '<option value="field:your-subject" selected>' in page
    assert form_mapping.page(house.ctx, 1).form.mapping == {}
    answer = post(client, FORM, then="save", **chosen)
    assert answer.status_code == 302
    form = form_mapping.page(house.ctx, 1).form
    assert form.mapping == {"message": "your-subject", "subject": ""}
    assert form.missing == {}
    page = client.get(FORM).text
    assert "Saved. The next submission is read this way." in page
    assert "changed" not in client.get("/settings/forms").text


def test_a_mapped_field_that_no_submission_has_stays_a_choice(house, changed):
    client = house.logged_in("lead")
    post(client, FORM, then="save", name="field:gone")
    assert '<option value="field:gone" selected>gone (missing)</option>' in client.get(FORM).text


def test_what_can_not_be_a_field_is_refused_and_the_choices_stay(house, changed):
    answer = post(house.logged_in("lead"), FORM, then="save", name="field:" + "x" * 201)
    assert answer.status_code == 400
    assert "has at most 200 characters" in answer.text
    assert form_mapping.page(house.ctx, 1).form.mapping == {}


def test_odd_names_and_titles_are_text(house):
    body = submission("s-1", label="<b>x</b>")
    body["form"]["title"] = "<script>alert(1)</script>"
    body["fields"].append(
        {"name": '"><script>', "label": "<i>y</i>", "type": "text", "value": "<u>z</u>"}
    )
    raw = json.dumps(body).encode()
    intake.push(house.ctx, "main", raw, sign(house.site_secret, "s-1", house.ctx.clock.now(), raw))
    client = house.logged_in("lead")
    for page in (client.get("/settings/forms").text, client.get(FORM).text):
        for tag in ("<script>alert", "<i>y", "<u>z", "<b>x", '"><script>'):
            assert tag not in page
    post(client, FORM, then="save", message='field:"><script>')
    assert form_mapping.page(house.ctx, 1).form.mapping == {"message": '"><script>'}


def test_only_who_sets_the_helpdesk_up_may_map_forms(house, changed):
    for role in ("agent", "viewer", "editor"):
        client = house.logged_in(role)
        assert client.get("/settings/forms").status_code == 403
        assert client.get(FORM).status_code == 403
        assert post(client, FORM, then="save", name="none").status_code == 403
    assert house.logged_in("lead").get("/settings/forms/99").status_code == 404
    assert post(house.logged_in("admin"), "/settings/forms/99", then="save").status_code == 404
