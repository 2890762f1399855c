"""Collects what a browser complains about: console errors, broken scripts, refused content."""

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Dialog, Page


@dataclass
class Complaints:
    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> Page:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        page.on("dialog", self._dialog)
        return page

    def expected(self, text: str) -> None:
        """Takes out the one complaint that holds `text`: Chromium tells every refusal as one."""
        [known] = [one for one in self.found if text in one]
        self.found.remove(known)

    def _console(self, message: ConsoleMessage) -> None:
        """Chromium tells refused content (CSP) as an error, some of it as a warning."""
        if message.type in ("error", "warning"):
            self.found.append(f"{message.type}: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.found.append(f"dialog: {dialog.message}")
        dialog.dismiss()
