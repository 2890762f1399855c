"""The daily test through real form plugins: it reaches the helpdesk and leaves nothing behind."""

import pytest

from tests.wordpress.real_forms.plugins import PLUGINS
from tests.wordpress.test_canary import LINKS, as_told, pushed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("installed", PLUGINS, indirect=True, ids=lambda p: p.folder),
]

# Rows of every table, but for our own and for options and meta that WordPress itself keeps.
ROWS = (
    "global $wpdb; $rows = array(); foreach ( $wpdb->get_col( 'SHOW TABLES' ) as $table ) {"
    " if ( ! preg_match( '/_(options|usermeta|helpdesk_bridge_\\w+)$/', $table ) ) {"
    ' $rows[ $table ] = (int) $wpdb->get_var( "SELECT COUNT(*) FROM $table" ); } }'
    " return array_filter( $rows );"  # Elementor makes a table of its own, still empty, by and by.
)
RUN = f"helpdesk_bridge_run_canary(); return {LINKS};"


def test_it_reaches_the_helpdesk_and_leaves_nothing_with_the_plugin(installed, receiver):
    site = installed.site
    site.set_connection(receiver.code)
    mails, rows = list(site.mail_folder.iterdir()), site.evaluate(ROWS)
    links = site.evaluate(RUN)
    assert [as_told(one)["accepted"] for one in links] == ["good", "good"]
    assert (list(site.mail_folder.iterdir()), site.evaluate(ROWS)) == (mails, rows)
    ours, entry = pushed(receiver)
    assert ours["form"]["plugin"] == "helpdesk-bridge"
    assert entry["form"]["plugin"] == installed.plugin.name
    assert entry["canary"] is True
    assert (entry["status"], entry["files"]) == ("ok", [])
    values = [one["value"] for one in entry["fields"]]
    assert "canary@helpdesk-bridge.invalid" in values
    assert any("This is a test entry" in value for value in values)


def test_every_kind_of_field_has_something_in_it(installed, receiver):
    site = installed.site
    form = installed.make(f"more/{installed.plugin.folder}.php")
    site.set_connection(receiver.code)
    hand_in = (
        "helpdesk_bridge_as_canary( wp_generate_uuid4(), static function () use ( $data ) {"
        f" $hooks = HELPDESK_BRIDGE_CANARY_HOOKS['{installed.plugin.name}'];"
        " $id = '' === $data[0] ? (string) url_to_postid( $data[1] ) : $data[0];"
        " $hooks[2]( $id, 'More fields' ); } ); helpdesk_bridge_drain();"
    )
    site.evaluate(hand_in, [form.id, form.url])
    (entry,) = pushed(receiver)
    fields = {one["label"]: one["value"] for one in entry["fields"] if one["type"] != "file"}
    assert all(fields.values()), fields
    assert fields["E-mail"] == "canary@helpdesk-bridge.invalid"
    assert fields["Colour"] == ["Red"]
