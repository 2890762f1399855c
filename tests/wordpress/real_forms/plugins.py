"""The real form plugins that these tests know, and how a visitor fills in their form."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

FOLDER = "HELPDESK_WP_PLUGINS_DIR"
SCRIPTS = Path(__file__).parent


@dataclass(frozen=True)
class RealPlugin:
    """`folder` and `main` as WordPress names the plugin; `name` is the submission's `form.plugin`.

    `needs` are other plugins that it builds on. `in_line` and `in_text` are what the plugin itself
    does to a text in a one-line field and in a text area.
    """

    folder: str
    main: str
    name: str
    in_line: Callable[[str], str] = str
    in_text: Callable[[str], str] = str
    needs: tuple[tuple[str, str], ...] = ()

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Folder and main file of what has to be active, in this order."""
        return (*self.needs, (self.folder, self.main))


def located(folder: str, main: str) -> Path:
    """A plugin's main file. Skips the asking test when it is not to be had."""
    home = os.environ.get(FOLDER)
    if not home:
        pytest.skip(f"{FOLDER} names no folder with real form plugins: they can't be shipped")
    found = Path(home) / folder / main
    if not found.is_file():
        pytest.skip(f"{FOLDER} holds no {folder}/{main}")
    return found


def without_tags(text: str) -> str:
    return text.replace("<b>html</b>", "html")


def without_backslash(text: str) -> str:
    return text.replace("\\", "")


PLUGINS = (
    RealPlugin("contact-form-7", "wp-contact-form-7.php", "contact-form-7"),
    RealPlugin("wpforms-lite", "wpforms.php", "wpforms", without_tags, without_tags),
    RealPlugin("ninja-forms", "ninja-forms.php", "ninja-forms"),
    RealPlugin("fluentform", "fluentform.php", "fluentform", without_tags, without_tags),
    RealPlugin("formidable", "formidable.php", "formidable", without_backslash, without_backslash),
    RealPlugin("gravityforms", "gravityforms.php", "gravityforms"),
    RealPlugin(
        "pro-elements",
        "pro-elements.php",
        "elementor-pro",
        needs=(("elementor", "elementor.php"),),
    ),
    RealPlugin("jetpack", "jetpack.php", "jetpack", without_tags, without_tags),
)


def fill(page: Page, text: str, which: int = 0) -> None:
    """What a visitor types into the form that every plugin has here; `which` of the page's."""
    form = page.locator(".entry-content form").nth(which)
    form.get_by_label("Your name").first.fill(text)
    form.get_by_label("E-mail").first.fill("ann@example.test")
    form.get_by_label("Topic").first.select_option(label="Technical problem")
    for choice in ("Call me", "Send a copy"):
        form.get_by_label(choice).first.focus()
        page.keyboard.press("Space")
    form.get_by_label("Message").first.fill(f"{text}\nSecond line")
    consent = form.get_by_label("I agree to the terms")
    if consent.count():
        consent.first.check()


def named(*folders: str) -> list[RealPlugin]:
    """Some of them."""
    return [plugin for plugin in PLUGINS if plugin.folder in folders]
