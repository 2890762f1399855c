"""`make screenshots`: pictures of the pages, light and dark, wide and narrow.

    python -m tests.browser.screenshots [--all] [--to FOLDER]

Without `--all`, only the two that the README shows.
"""

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.serving import served
from tests.browser.story import REQUESTS, Request, Story, tell
from tests.servers import browser, requirements
from tests.web.house import AWKWARD, PASSWORD

README = ("inbox", "ticket")
DOCS = Path(__file__).parents[2] / "docs" / "screenshots"
WIDTHS = {1280: 800, 390: 844}
MORE: tuple[Request, ...] = (
    (
        4.0,
        "Hélène Dubois",
        "helene@dubois-interieurs.example",
        "Facture pour la commande 9017",
        "Pouvez-vous m'envoyer la facture au nom de ma société ?",
        "fr_FR",
    ),
    (
        2.6,
        "Ingrid Holm",
        "ingrid@holm.example",
        "Two of six lamps came without a plug",
        "The box was closed and undamaged. Shall I send them back, or can you send the plugs?",
        "en_GB",
    ),
    (
        2.1,
        "Daniel Whitfield",
        "daniel@whitfield.example",
        "Change the delivery address of order 9102",
        "We move on Friday. The new address is 4 Harbour Row; the rest stays as it is.",
        "en_GB",
    ),
    (
        0.9,
        "Aisha Khan",
        "aisha@khan-studio.example",
        "Warranty of a lamp bought last year",
        "I have the receipt, but the lamp was not registered. Is it still covered?",
        "en_GB",
    ),
    (
        0.3,
        "Petr Novák",
        "petr@novak.example",
        "Return label does not print",
        "The file opens empty in two browsers. Can you mail it to me?",
        "en_GB",
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--to", type=Path, default=DOCS)
    chosen = parser.parse_args()
    chosen.to.mkdir(parents=True, exist_ok=True)
    path = requirements.chromium_path()
    if path is None:
        requirements.CHROMIUM.is_missing()
        return
    requests = REQUESTS if chosen.all else _pictured()
    with tempfile.TemporaryDirectory() as folder, browser.launched(path) as launched:
        story = tell(Path(folder), requests)
        with served(story.house) as url:
            if chosen.all:
                for scheme in ("light", "dark"):
                    for width in WIDTHS:
                        _take(launched, story, url, chosen.to, scheme, width)
            else:
                _take(launched, story, url, chosen.to, "light", 1280, README)


def pages(story: Story) -> dict[str, str]:
    """Name → path of every page that people see."""
    return {
        "inbox": "/inbox",
        "search": "/inbox?q=lamp",
        "empty": "/inbox?q=nothing-like-this",
        "quarantine": "/arrivals",
        "arrival": f"/arrivals/{story.quarantined}",
        "notifications": "/notifications",
        "notifications-settings": "/notifications/settings",
        "ticket": f"/tickets/{story.lamp}",
        "ticket-new": f"/tickets/{story.fresh}",
        "escalate": f"/tickets/{story.lamp}/escalate?vendor=parcelhub",
        "kb": "/kb",
        "kb-nothing": "/kb?q=nothing-like-this",
        "kb-article": "/kb/1",
        "drafts": "/kb/drafts",
        "draft": f"/kb/drafts/{story.draft}",
        "draft-differing": f"/kb/drafts/{story.differing}",
        "compare": f"/kb/drafts/{story.differing}/compare",
        "portal": f"/t/{story.visitor}",
        "vendor": f"/v/{story.vendor}",
        "solved": f"/s/{story.suggestion}?solved=1",
        "accessibility": "/accessibility",
        "nothing": "/nothing-here",
    }


def _pictured() -> tuple[Request, ...]:
    """A fuller inbox, without the request that is there to be awkward."""
    kept = tuple(request for request in REQUESTS if request[3] != AWKWARD)
    return tuple(sorted(kept + MORE, key=lambda request: -request[0]))


def log_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/inbox")


def _take(
    launched: Browser,
    story: Story,
    url: str,
    to: Path,
    scheme: str,
    width: int,
    only: tuple[str, ...] = (),
) -> None:
    with launched.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="en-GB",
    ) as context:
        page = context.new_page()
        suffix = "" if only else f"-{width}-{scheme}"
        if not only:
            page.goto(f"{url}/login")
            page.screenshot(path=to / f"login{suffix}.png")
        log_in(page, url, story.agent.email)
        for name, path in pages(story).items():
            if only and name not in only:
                continue
            page.goto(url + path)
            page.screenshot(path=to / f"{name}{suffix}.png", full_page=not only)


if __name__ == "__main__":
    main()
