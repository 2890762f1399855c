"""The list of forms follows the real form plugins: a form that is renamed, or deleted."""

import pytest

from tests.wordpress.real_forms.plugins import PLUGINS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("installed", PLUGINS, indirect=True, ids=lambda p: p.folder),
]

# By each plugin's own means: new name, then gone. `$id` is the form, `$page` its page.
CHANGES = {
    "contact-form-7": (
        "$form = wpcf7_contact_form( $id ); $form->set_title( 'Renamed' ); $form->save();",
        "wpcf7_contact_form( $id )->delete();",
    ),
    "wpforms-lite": (
        "wpforms()->obj( 'form' )->update( $id, array( 'id' => $id, 'settings' => array("
        " 'form_title' => 'Renamed' ), 'fields' => array() ), array( 'cap' => false ) );",
        "wp_trash_post( $id );",
    ),
    "ninja-forms": (
        "Ninja_Forms()->form( $id )->get()->update_setting( 'title', 'Renamed' )->save();",
        "Ninja_Forms()->form( $id )->delete();",
    ),
    "fluentform": (
        "\\FluentForm\\App\\Models\\Form::where( 'id', $id )->update("
        " array( 'title' => 'Renamed' ) );",
        "\\FluentForm\\App\\Models\\Form::remove( $id );",
    ),
    "formidable": (
        "FrmForm::update( $id, array( 'name' => 'Renamed' ) + (array) FrmForm::getOne( $id ) );",
        "FrmForm::trash( $id );",
    ),
    "gravityforms": (
        "GFAPI::update_form_property( $id, 'title', 'Renamed' );",
        "GFAPI::delete_form( $id );",
    ),
    "pro-elements": (
        "update_post_meta( $page, '_elementor_data', wp_slash( str_replace( 'Real support',"
        " 'Renamed', get_post_meta( $page, '_elementor_data', true ) ) ) );",
        "update_post_meta( $page, '_elementor_data', '[]' );",
    ),
    "jetpack": (
        "wp_update_post( array( 'ID' => $page, 'post_title' => 'Renamed' ) );",
        "wp_trash_post( $page );",
    ),
}


def test_a_form_is_listed_under_its_name_of_today_until_it_is_deleted(installed):
    def titles(change=""):
        """The forms of the list after the change, by id."""
        installed.site.evaluate(
            f"list( $id, $url ) = $data; $page = url_to_postid( $url ); {change}",
            [installed.form.id, installed.form.url],
        )
        found = installed.site.evaluate(
            "return helpdesk_bridge_found_forms()[ $data ] ?? array();", installed.plugin.name
        )
        return {form["id"]: form["title"] for form in found}

    before = titles()
    rename, delete = CHANGES[installed.plugin.folder]
    renamed = titles(rename)
    (form,) = [form for form, title in renamed.items() if title == "Renamed"]
    assert renamed == before | {form: "Renamed"}
    assert installed.form.id in (form, "")
    assert titles(delete) == {other: title for other, title in before.items() if other != form}
