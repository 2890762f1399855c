"""More of what visitors do with real form plugins: names in parts, dates, files, hidden fields.

Skipped where the plugins are not to be had, as in test_real_form_plugins.py; the shapes that they
hand over are recorded in test_form_plugins_shown.py.
"""

import hashlib

import pytest
import requests

from tests.wordpress.real_forms.more_fields import FILE, NAME, SHOWN, Visit
from tests.wordpress.real_forms.plugins import PLUGINS
from tests.wordpress.visitor import TIMEOUT

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("installed", PLUGINS, indirect=True, ids=lambda p: p.folder)
def test_every_field_says_what_the_visitor_saw(installed, browser_context, tmp_path):
    folder = installed.plugin.folder
    form = installed.make(f"more/{folder}.php")
    item = installed.send(browser_context, form, lambda page: Visit(page, tmp_path).fill(folder))
    assert item["form"]["id"] == form.id or folder == "jetpack"
    shown = {one["label"]: (one["type"], one["value"]) for one in item["fields"]}
    assert shown == SHOWN[folder]
    uploads = [label for label, (kind, _) in SHOWN[folder].items() if kind == "file"]
    assert [file["name"] for file in item["files"]] == [NAME] * len(uploads)
    login = (installed.site.bridge.name, installed.site.bridge.application_password)
    for file in item["files"]:
        assert requests.get(file["url"], auth=login, timeout=TIMEOUT).content == FILE
        assert file["sha256"] == hashlib.sha256(FILE).hexdigest()
