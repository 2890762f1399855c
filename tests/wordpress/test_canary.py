"""The daily test on a real WordPress: what the plugin hands in, and which broken link it names."""

import html
import json
import re

import pytest
import requests

from tests.servers.run import wait_until
from tests.wordpress.form_plugins import STAND_INS
from tests.wordpress.helpdesk import must_use
from tests.wordpress.receiver import connection_code
from tests.wordpress.test_settings_page import PAGE, admin, form_of, press  # noqa: F401 - a fixture
from tests.wordpress.visitor import TIMEOUT, open_form

RUN = "helpdesk_bridge_run_canary(); return array( helpdesk_bridge_canary_state(), FOUND );"
FOUND = "helpdesk_bridge_find_canary()"
LINKS = "array_map( 'helpdesk_bridge_canary_links', helpdesk_bridge_canary_state()['entries'] )"
WITHOUT = "remove_action( 'template_redirect', 'helpdesk_bridge_on_own_form', 1 );"


def run(site):
    """Runs the test; the first entry's links as "state code", and the finding."""
    links, found = site.evaluate(
        f"helpdesk_bridge_run_canary(); return array( {LINKS}, {FOUND} );"
    )
    states = {one["link"]: f"{one['state']} {one['code']}".strip() for one in links[0]}
    return states, found


def pushed(receiver):
    return [call.json for call in receiver.calls if call.path.endswith("/demo")]


def asked(receiver):
    return [call.json for call in receiver.calls if call.path.endswith("/canary")]


@pytest.mark.every_version
def test_an_entry_goes_through_the_forms_own_address_and_is_marked(site, connected):
    states, found = run(site)
    assert (states["hook"], states["stored"]) == ("good", "good")
    assert (states["pushed"], states["accepted"]) == ("good", "good")
    assert states["ticket"] == "broken not_told"  # this receiver tells nothing
    [entry] = pushed(connected)
    assert entry["canary"] is True
    assert entry["form"] == {
        "plugin": "helpdesk-bridge",
        "id": "support",
        "title": "Support request",
    }
    assert entry["status"] == "ok"
    assert [one["name"] for one in entry["fields"]] == [
        *("hb-name", "hb-email", "hb-topic", "hb-message", "hb-consent")
    ]
    assert entry["fields"][1]["value"] == "canary@helpdesk-bridge.invalid"
    told = asked(connected)[-1]
    assert told["on"] is True
    assert told["entries"] == [
        {"id": entry["id"], "form": "Support request", "accepted": True, "broken": None}
    ]
    assert found["state"] == "bad"
