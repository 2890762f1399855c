"""Which forms go to the helpdesk, and what the settings give them."""

import pytest

from tests.wordpress.form_plugins import STAND_INS
from tests.wordpress.visitor import open_form

SET = "update_option( 'helpdesk_bridge_settings', array( 'forms' => $data ), false );"


def test_a_form_that_is_not_wanted_stays_here(stage, submissions):
    form = stage.payload("wpforms")["form_data"]["id"]
    stage.site.evaluate(SET, {f"wpforms:{form}": {"send": False}})
    assert stage.fire("wpforms").text == "THANKS"
    stage.fire("ninja-forms")
    assert [item["form"]["plugin"] for item in submissions()] == ["ninja-forms"]


def test_topic_and_level_of_a_form_go_along(stage, submissions):
    choice = {"send": True, "topic": " Billing ", "level": "L2"}
    stage.site.evaluate(SET, {"wpforms:12": choice})
    stage.fire("wpforms")
    stage.fire("ninja-forms")
    first, second = (item["form"] for item in submissions())
    assert (first["topic"], first["level"]) == ("Billing", "L2")
    assert set(second) == {"plugin", "id", "title"}


@pytest.mark.parametrize("choice", ["text", [], {"level": "L4"}, {"topic": ["a"]}, {"send": 1}])
def test_odd_settings_keep_a_form_going(stage, submissions, choice):
    stage.site.evaluate(SET, {"wpforms:12": choice})
    stage.fire("wpforms")
    assert "level" not in submissions()[0]["form"]


def test_our_own_form_always_goes(site, submissions):
    site.evaluate(SET, {"helpdesk-bridge:support": {"send": False, "topic": "", "level": "L3"}})
    form = open_form(f"{site.url}/support/")
    form.post(form.filled())
    statuses = [item["form"].get("level") for item in submissions()]
    assert statuses == ["L3"]


def test_code_that_hands_over_a_form_that_is_not_wanted_is_heeded(site, submissions):
    site.evaluate(SET, {"custom:a": {"send": False}})
    site.evaluate(
        "foreach ( array( 'a', 'b' ) as $id ) {"
        " do_action( 'helpdesk_bridge_submit', array( 'form' => array( 'id' => $id ) ) ); }"
    )
    assert [item["form"]["id"] for item in submissions()] == ["b"]


def test_forms_are_found_where_their_plugins_keep_them(stage):
    make = (
        "require $data['gravity']; GFAPI::$forms = array( array( 'id' => 4, 'title' => 'G' ) );"
        " define( 'ELEMENTOR_PRO_VERSION', '3.30' );"
        " $page = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish',"
        " 'post_title' => 'E' ) );"
        " update_post_meta( $page, '_elementor_data', wp_slash( $data['elements'] ) );"
        " return helpdesk_bridge_found_forms();"
    )
    elements = (
        '[{"id":"s1","elements":[{"id":"c1","elements":[{"id":"f00d","elType":"widget",'
        '"widgetType":"form","settings":{"form_name":"Call me"}}]}]}]'
    )
    stage.fire("wpforms")
    gravity = str(STAND_INS / "gravityforms.php")
    found = stage.site.evaluate(make, {"gravity": gravity, "elements": elements})
    assert found["gravityforms"] == [{"plugin": "gravityforms", "id": "4", "title": "G"}]
    assert found["elementor-pro"] == [{"plugin": "elementor-pro", "id": "f00d", "title": "Call me"}]
    assert found["wpforms"] == [{"plugin": "wpforms", "id": "12", "title": "Real support"}]


def test_a_form_plugin_that_fails_takes_no_other_with_it(stage):
    found = stage.site.evaluate(
        "class GFAPI { public static function get_forms() { throw new Exception( 'broken' ); } }"
        " do_action( 'helpdesk_bridge_submit', array( 'form' => array( 'id' => 'x' ) ) );"
        " return helpdesk_bridge_found_forms();"
    )
    assert [form["id"] for form in found["custom"]] == ["x"]
    log = stage.site.debug_log
    assert "broken" in log.read_text()
    log.unlink()
