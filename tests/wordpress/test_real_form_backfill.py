"""What real form plugins stored before our plugin was there, filled in; see test_backfill.py."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from tests.servers.run import wait_until
from tests.wordpress.real_forms.installed import press_send
from tests.wordpress.real_forms.more_fields import Visit
from tests.wordpress.real_forms.plugins import named

pytestmark = pytest.mark.browser

OURS = "helpdesk-bridge/helpdesk-bridge.php"
# Far from UTC, so that a local time is not taken for it.
OFF = f"update_option( 'timezone_string', 'Asia/Kolkata' ); deactivate_plugins( '{OURS}' );"
ON = f"activate_plugin( '{OURS}' );"
POSTS = "return count( get_posts( array( 'post_type' => $data, 'post_status' => 'publish' ) ) );"
STORED = {
    "flamingo": (POSTS, "flamingo_inbound"),
    "gravityforms": ("return GFAPI::count_entries( 0 );", None),
    "jetpack": (POSTS, "feedback"),
}
FILL_IN = (
    "do { $now = helpdesk_bridge_backfill_step( $data, 1 ); } while ( ! $now['done'] );"
    " helpdesk_bridge_forget_backfill( $data ); return $now;"
)
CONTACT_FORM_7 = dataclasses.replace(
    named("contact-form-7")[0], needs=(("flamingo", "flamingo.php"),)
)
# The file's name as Gravity Forms keeps it; the two others keep no file on the site.
FILES = {"flamingo": [], "gravityforms": ["deja-vu-1.txt"], "jetpack": []}
# Flamingo keeps what is meant by a choice, which two of them share or a typed text hides.
MEANT = {"Colour": ["colours@example.test"], "Other": ["Yes", "e more"]}


@pytest.mark.parametrize(
    ("installed", "source"),
    [
        pytest.param(CONTACT_FORM_7, "flamingo", id="flamingo"),
        *(pytest.param(named(name)[0], name, id=name) for name in ("gravityforms", "jetpack")),
    ],
    indirect=["installed"],
)
def test_what_came_before_is_filled_in_once_as_it_would_have_been_heard(
    installed, source, browser_context, tmp_path
):
    site, folder = installed.site, installed.plugin.folder
    form = installed.make(f"more/{folder}.php")
    began = datetime.now(UTC).replace(microsecond=0)
    site.evaluate(OFF)
    page = browser_context.new_page()
    page.goto(form.url)
    Visit(page, tmp_path).fill(folder)
    press_send(page)
    wait_until(lambda: site.evaluate(*STORED[source]) == 1, "the plugin's own entry")
    page.close()
    site.evaluate(ON)

    progress = site.evaluate(FILL_IN, source)
    assert (progress["new"], progress["failed"], progress["left_out"]) == (1, 0, 0)
    (filled,) = installed.submissions()
    assert filled["backfill"] is True
    sent = datetime.fromisoformat(filled["submitted_at"])
    assert began <= sent <= began + timedelta(minutes=2)
    assert [file["name"] for file in filled["files"]] == FILES[source]

    heard = installed.send(browser_context, form, lambda page: Visit(page, tmp_path).fill(folder))
    assert "backfill" not in heard
    assert (filled["form"], filled["page"]) == (heard["form"], heard["page"])
    meant = MEANT if source == "flamingo" else {}
    expected = [one | {"value": meant.get(one["label"], one["value"])} for one in texts(heard)]
    assert texts(filled) == expected

    again = site.evaluate(FILL_IN, source)
    assert (again["new"], again["known"]) == (0, 2)
    assert len(installed.submissions()) == 2


def texts(item):
    """The fields, but for files."""
    return [one for one in item["fields"] if one["type"] != "file"]
