"""The plugin in mu-plugins: no activation ever runs, and no second copy disturbs it."""

import shutil
from pathlib import Path

import pytest
import requests

from tests.servers.run import wait_until
from tests.wordpress.helpdesk import DEACTIVATE
from tests.wordpress.visitor import TIMEOUT, open_form

PLUGIN = Path(__file__).resolve().parents[2] / "wp_plugin_stub"
UNDO = f"""
define( 'WP_UNINSTALL_PLUGIN', 'helpdesk-bridge/helpdesk-bridge.php' );
require HELPDESK_BRIDGE_DIR . '/uninstall.php';
{DEACTIVATE}"""


def loader():
    """The line that readme.txt tells to put into mu-plugins."""
    readme = (PLUGIN / "readme.txt").read_text(encoding="utf-8")
    (line,) = (line for line in readme.splitlines() if "require WPMU_PLUGIN_DIR" in line)
    return line.strip()


@pytest.fixture
def must_use(site):
    """The plugin as must-use plugin alone, on a site that never saw it before."""
    site.evaluate(UNDO)
    folder = site.folder / "www" / "wp-content" / "mu-plugins"
    shutil.copytree(PLUGIN, folder / "helpdesk-bridge")
    (folder / "helpdesk-bridge-loader.php").write_text(loader())
    yield site
    (folder / "helpdesk-bridge-loader.php").unlink()
    shutil.rmtree(folder / "helpdesk-bridge")


def test_it_sets_itself_up_and_carries_a_submission_to_the_helpdesk(must_use, receiver):
    must_use.set_connection(receiver.code)
    form = open_form(f"{must_use.url}/support/")
    assert form.post(form.filled()).status_code == requests.codes.see_other
    wait_until(lambda: receiver.answered == 1, "the push")
    page = requests.get(f"{must_use.url}/support/", timeout=TIMEOUT).text
    assert "/mu-plugins/helpdesk-bridge/assets/form.css" in page
    french = (
        "add_filter( 'pre_determine_locale', fn() => 'fr_FR' );"
        "unload_textdomain( 'helpdesk-bridge' ); helpdesk_bridge_load_words();"
        "return __( 'Name', 'helpdesk-bridge' );"
    )
    assert must_use.evaluate(french) == "Nom"


def test_a_second_copy_among_the_ordinary_plugins_does_no_harm(must_use):
    must_use.evaluate(
        "update_option( 'active_plugins', array( 'helpdesk-bridge/helpdesk-bridge.php' ) );"
    )
    answer = requests.get(f"{must_use.url}/support/", timeout=TIMEOUT)
    assert answer.status_code == requests.codes.ok
    assert "hb-message" in answer.text
    assert "/mu-plugins/" in must_use.evaluate("return HELPDESK_BRIDGE_FILE;")
