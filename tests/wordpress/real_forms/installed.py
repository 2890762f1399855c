"""A test site with a real form plugin on it, and what a visitor does there."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import BrowserContext, Page

from bridge.cli.demo.wordpress import Site
from tests.servers.run import wait_until
from tests.wordpress.helpdesk import must_use
from tests.wordpress.real_forms.plugins import SCRIPTS, RealPlugin, located
from tests.wordpress.visitor import TIMEOUT

_ACTIVATE = (
    "$done = activate_plugin( $data );"
    " return is_wp_error( $done ) ? wp_strip_all_tags( $done->get_error_message() ) : '';"
)
_MAKE = (
    "$form = require $data['script'];"
    " $page = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish',"
    " 'post_title' => 'Real form', 'post_name' => 'real-form',"
    " 'post_content' => wp_slash( $form['content'] ?? '' ),"
    " 'meta_input' => wp_slash( $form['meta'] ?? array() ) ) );"
    " return array( 'id' => $form['id'], 'url' => get_permalink( $page ) );"
)
_TOGETHER = (
    "$pages = array_map( 'url_to_postid', $data ); $elements = array();"
    " foreach ( $pages as $page ) { $elements = array_merge( $elements, (array) json_decode("
    " (string) get_post_meta( $page, '_elementor_data', true ), true ) ); }"
    " $both = wp_insert_post( wp_slash( array( 'post_type' => 'page', 'post_status' => 'publish',"
    " 'post_title' => 'Both', 'post_content' => implode( '', array_map( static function ( $page ) {"
    " return get_post_field( 'post_content', $page, 'raw' ); }, $pages ) ) ) ) );"
    " if ( $elements ) { update_post_meta( $both, '_elementor_edit_mode', 'builder' );"
    " update_post_meta( $both, '_elementor_data', wp_slash( wp_json_encode( $elements ) ) ); }"
    " return get_permalink( $both );"
)
_ELEMENTOR_HEARS = (
    "() => [...document.querySelectorAll('.elementor-form')].every("
    "form => window.jQuery && (jQuery._data(form, 'events') || {}).submit)"
)
# Jetpack without a connection to WordPress.com.
_OFFLINE = "add_filter( 'jetpack_offline_mode', '__return_true' );"


@dataclass(frozen=True)
class RealForm:
    """A form of a real plugin: its id there, and the page that it stands on."""

    id: str
    url: str


@dataclass(frozen=True)
class Installed:
    """A site with one real form plugin; `form` is the form that every plugin has in these tests."""

    plugin: RealPlugin
    site: Site
    form: RealForm

    def make(self, script: str) -> RealForm:
        """The form of another script than the plugin's usual one, on a page of its own."""
        return make(self.site, SCRIPTS / script)

    def on_one_page(self, *forms: RealForm) -> str:
        """The address of a new page that shows these forms, in this order."""
        return str(self.site.evaluate(_TOGETHER, [form.url for form in forms]))

    def submissions(self) -> list[dict[str, Any]]:
        """Everything the feed holds, oldest first."""
        answer = requests.get(
            f"{self.site.url}/wp-json/helpdesk-bridge/v1/submissions",
            auth=(self.site.bridge.name, self.site.bridge.application_password),
            timeout=TIMEOUT,
        )
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def send(self, context: BrowserContext, form: RealForm, fill: Callable[[Page], None]) -> Any:
        """Fills in a form, sends it, and returns what the feed then shows as its last item."""
        known = len(self.submissions())
        page = context.new_page()
        page.goto(form.url)
        fill(page)
        press_send(page)
        wait_until(lambda: len(self.submissions()) > known, "the submission")
        page.close()
        return self.submissions()[-1]


def press_send(page: Page, which: int = 0) -> None:
    """Sends the page's form; `which` where there are several."""
    page.wait_for_load_state("networkidle")
    if page.locator(".elementor-form").count():  # Before its script is there, nobody hears it.
        page.wait_for_function(_ELEMENTOR_HEARS)
    form = page.locator(".entry-content form").nth(which)
    form.locator("[type=submit]:visible").last.click()


def make(site: Site, script: Path) -> RealForm:
    """Makes a form by the script's means, and a page with it."""
    made = site.evaluate(_MAKE, {"script": str(script)})
    return RealForm(made["id"], made["url"])


@contextmanager
def active(site: Site, *plugins: RealPlugin) -> Iterator[None]:
    """The site with these plugins, in this order, put back as it was afterwards.

    Skips the asking test when a plugin is not to be had, or not made for this WordPress.
    """
    wanted = [(folder, located(folder, main)) for p in plugins for folder, main in p.parts]
    site.reset()
    site.debug_log.unlink(missing_ok=True)
    with ExitStack() as cleaning:
        cleaning.callback(site.reset)
        cleaning.enter_context(must_use(site, _OFFLINE))
        for folder, location in wanted:
            link = site.folder / "www" / "wp-content" / "plugins" / folder
            link.unlink(missing_ok=True)
            link.symlink_to(location.parent.resolve())
            cleaning.callback(link.unlink)
            refused = site.evaluate(_ACTIVATE, f"{folder}/{location.name}")
            if refused:
                pytest.skip(f"this WordPress does not take the {folder} that is there: {refused}")
        yield
        log = site.debug_log.read_text() if site.debug_log.exists() else ""
        assert "helpdesk-bridge" not in log, log


@contextmanager
def installed_on(site: Site, plugin: RealPlugin) -> Iterator[Installed]:
    """The site with a plugin and its form."""
    with active(site, plugin):
        yield Installed(plugin, site, make(site, SCRIPTS / f"{plugin.folder}.php"))
