"""What is special about one form plugin or another."""

import pytest

from tests.wordpress.form_plugins import field


@pytest.mark.parametrize(
    ("status", "kept"),
    [("mail_sent", "ok"), ("mail_failed", "mail_failed"), ("spam", "spam")]
    + [(other, None) for other in ("validation_failed", "acceptance_missing", "aborted", "init")],
)
def test_contact_form_7s_status_decides(stage, submissions, status, kept):
    payload = stage.payload("contact-form-7")
    payload["result"]["status"] = status
    stage.fire("contact-form-7", payload)
    assert [item["status"] for item in submissions()] == ([kept] if kept else [])


def test_contact_form_7s_wish_to_store_nothing_is_honoured(stage, submissions):
    payload = stage.payload("contact-form-7")
    payload["meta"]["do_not_store"] = True
    stage.fire("contact-form-7", payload)
    assert submissions() == []


def test_contact_form_7_names_a_field_by_its_label_or_by_its_name(stage, submissions):
    payload = stage.payload("contact-form-7")
    payload["form"]["template"] = (
        "<label for='who'>Who <em>are</em> you?</label> [text* your-name id:who]\n"
        "<label>Write to me at [email* your-email]</label> [textarea message]"
    )
    payload["form"]["tags"][0]["id"] = "who"
    payload["posted"]["hand-made_field"] = "typed"
    payload["posted"]["g-recaptcha-response"] = "03AF…"
    stage.fire("contact-form-7", payload)
    labels = {one["name"]: one["label"] for one in submissions()[0]["fields"]}
    assert labels["your-name"] == "Who are you?"
    assert labels["your-email"] == "Write to me at"
    assert labels["message"] == "Message"
    assert labels["hand-made_field"] == "Hand made field"
    assert "g-recaptcha-response" not in labels


def test_contact_form_7s_page_is_the_post_and_not_the_referer(stage, submissions):
    payload = stage.payload("contact-form-7")
    payload["meta"]["url"] = f"{stage.site.url}/contact/?utm=1"
    stage.fire("contact-form-7", payload)
    assert submissions()[0]["page"]["title"] == "Support"
    payload["meta"] |= {"container_post_id": 0, "timestamp": 1795533999}
    stage.fire("contact-form-7", payload)
    page = submissions()[1]["page"]
    assert page == {"url": f"{stage.site.url}/contact/?utm=1", "title": "Contact"}


def test_another_sites_address_is_no_page(stage, submissions):
    stage.fire("ninja-forms", Referer="https://elsewhere.example/support/")
    assert submissions()[0]["page"] == {"url": "", "title": ""}


def test_ninja_forms_page_is_where_the_browser_was(stage, submissions):
    stage.fire("ninja-forms", Referer=f"{stage.site.url}/contact/")
    assert submissions()[0]["page"]["title"] == "Contact"


def test_a_preview_of_ninja_forms_or_jetpack_is_no_submission(stage, submissions):
    ninja = stage.payload("ninja-forms")
    ninja["settings"]["is_preview"] = True
    stage.fire("ninja-forms", ninja)
    stage.fire("jetpack", stage.payload("jetpack") | {"meta": {"_feedback_is_test": 1}})
    assert submissions() == []


def test_ninja_forms_unticked_box_is_an_empty_consent(stage, submissions):
    payload = stage.payload("ninja-forms")
    for one in payload["fields"].values():
        if one["key"] == "agree":
            one["value"] = 0
    stage.fire("ninja-forms", payload)
    assert field(submissions()[0], "I agree to the terms")["value"] == ""


def test_fluent_forms_is_heard_once_and_its_own_fields_are_dropped(stage, submissions):
    stage.fire("fluentform")
    (item,) = submissions()
    names = {one["name"] for one in item["fields"]}
    assert names == {"your_name", "email", "topic", "also", "message", "agree"}


def test_fluent_forms_name_in_parts_is_one_name(stage, submissions):
    payload = stage.payload("fluentform")
    payload["data"]["names"] = {"first_name": "Ann", "middle_name": "", "last_name": "Lee"}
    part = {"element": "input_name", "attributes": {"name": "names"}, "settings": {}}
    payload["form"]["form_fields"]["fields"].append(part)
    stage.fire("fluentform", payload)
    assert field(submissions()[0], "Name")["value"] == "Ann Lee"


@pytest.mark.parametrize(
    "change", [{"about": {"is_child": True}}, {"parent_item_id": "7"}, {"is_draft": "1"}]
)
def test_a_part_or_a_draft_of_formidable_is_no_submission(stage, submissions, change):
    payload = stage.payload("formidable")
    payload["about"] = change.pop("about", payload["about"])
    payload["entry"].update(change)
    stage.fire("formidable", payload)
    assert submissions() == []


def test_formidables_repeated_rows_come_with_their_parent(stage, submissions):
    payload = stage.payload("formidable")
    section = {"id": "20", "field_key": "items", "name": "Item", "type": "divider", "options": None}
    payload["fields"].append(section)
    payload["entry"]["metas"]["20"] = ["31", "32"]
    part = {"id": "21", "field_key": "part", "name": "Part", "type": "text", "options": None}
    payload["fields_of"] = {"3": [part], "2": payload["fields"]}
    payload["entries"] = {
        number: {"id": number, "form_id": "3", "metas": {"21": f"no. {number}"}}
        for number in ("31", "32")
    }
    stage.fire("formidable", payload)
    (item,) = submissions()
    assert field(item, "Item 1: Part")["value"] == "no. 31"
    assert field(item, "Item 2: Part")["value"] == "no. 32"


def test_gravity_forms_spam_is_marked(stage, submissions):
    payload = stage.payload("gravityforms")
    payload["entry"]["status"] = "spam"
    stage.fire("gravityforms", payload)
    assert submissions()[0]["status"] == "spam"


@pytest.mark.parametrize("how", [{"is_spam": True}, {"status": "trash"}])
def test_jetpacks_spam_is_marked(stage, submissions, how):
    payload = stage.payload("jetpack")
    payload["is_spam"] = how.get("is_spam", False)
    payload["post"]["post_status"] = how.get("status", "publish")
    stage.fire("jetpack", payload)
    assert submissions()[0]["status"] == "spam"


def test_the_same_stored_entry_is_taken_once(stage, submissions):
    stage.fire("gravityforms")
    stage.fire("gravityforms")
    assert len(submissions()) == 1


def test_no_password_leaves_the_form(stage, submissions):
    payload = stage.payload("wpforms")
    payload["fields"]["9"] = {"name": "Secret", "value": "hunter2", "type": "password"}
    stage.fire("wpforms", payload)
    assert field(submissions()[0], "Secret") == {
        "name": "9",
        "label": "Secret",
        "type": "password",
        "value": "",
    }
