"""Deleting the plugin leaves nothing of it behind."""

from tests.wordpress.contents import tables
from tests.wordpress.visitor import open_form

# Run as WordPress runs it, with the plugin loaded or not.
UNINSTALL = """
define( 'WP_UNINSTALL_PLUGIN', 'helpdesk-bridge/helpdesk-bridge.php' );
set_transient( 'helpdesk_bridge_suggest_away', 1, 30 );
require HELPDESK_BRIDGE_DIR . '/uninstall.php';
return array(
    'role'  => get_role( 'helpdesk_bridge' ),
    'cron'  => wp_next_scheduled( 'helpdesk_bridge_push' ),
    'users' => get_users( array( 'fields' => 'user_login' ) ),
    'caps'  => get_user_by( 'login', $data )->caps,
);
"""


def traces(site):
    """Rows of any table that still speak of the plugin, but for posts that show its form."""
    found = tables(site)
    rows = [
        (name, row)
        for name, kept in found.items()
        if "posts" not in name and not name.startswith("_wp_sqlite")  # the drop-in's own
        for row in kept
    ]
    named = [name for name in found if "helpdesk_bridge" in name]
    return named + [row for row in rows if "helpdesk_bridge" in repr(row)]


def test_uninstalling_removes_tables_options_files_role_and_event(site, connected, read):
    form = open_form(f"{site.url}/support/")
    form.post(form.filled(), ("a.txt", b"for the uninstaller", "text/plain"))
    assert read("submissions").json()["items"]
    folder = site.folder / "private" / "files"
    (folder / "somebody-elses").write_text("stays")
    mine = [path for path in folder.iterdir() if path.read_bytes() == b"for the uninstaller"]
    site.evaluate("helpdesk_bridge_schedule_canary(); return helpdesk_bridge_tidy( 1 );")
    answer = site.evaluate(UNINSTALL, site.bridge.name)
    assert answer["role"] is None
    assert answer["cron"] is False
    assert site.bridge.name in answer["users"]
    assert answer["caps"] == {"editor": True}
    assert mine
    assert [path for path in mine if path.exists()] == []
    assert (folder / "somebody-elses").read_text() == "stays"
    (folder / "somebody-elses").unlink()
    assert traces(site) == []


def test_a_folder_of_our_own_goes_whole(site):
    folder = site.folder / "www" / "wp-content" / "uploads" / "helpdesk-bridge-0123456789abcdef"
    folder.mkdir()
    for name in (".htaccess", "index.php", "00000000-0000-4000-8000-000000000000"):
        (folder / name).write_text("x")
    site.evaluate("update_option( 'helpdesk_bridge_files_folder', $data, false );", str(folder))
    site.evaluate(UNINSTALL, site.bridge.name)
    assert not folder.exists()


def test_a_plugin_that_is_put_back_starts_anew(site, submissions):
    site.evaluate("do_action( 'helpdesk_bridge_submit', array() );")
    site.evaluate(UNINSTALL, site.bridge.name)
    site.evaluate(
        "do_action( 'helpdesk_bridge_submit', array( 'form' => array( 'id' => 'new' ) ) );"
    )
    site.evaluate("get_user_by( 'login', $data )->add_role( 'helpdesk_bridge' );", site.bridge.name)
    assert [item["form"]["id"] for item in submissions()] == ["new"]
