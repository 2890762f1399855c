"""Plays form plugins inside a test site: their recorded payloads, and the hooks that carry them."""

import copy
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import requests

from bridge.cli.demo.wordpress import Site
from tests.wordpress.visitor import TIMEOUT

PAYLOADS = Path(__file__).parent / "payloads"
STAND_INS = Path(__file__).parent / "stand_ins"
NAMES = tuple(sorted(path.stem for path in PAYLOADS.glob("*.json")))
FILE = b"one line of a log\n"


@dataclass(frozen=True)
class Stage:
    """A site whose form plugins are stand-ins; all their forms stand on its page /support/."""

    site: Site

    def payload(self, name: str) -> dict[str, Any]:
        """What the form plugin hands over, with this site's page and a file below uploads."""
        uploads = self.site.folder / "www" / "wp-content" / "uploads" / "stand-in"
        uploads.mkdir(exist_ok=True)
        (uploads / "log.txt").write_bytes(FILE)
        places = {
            "{page}": support_page(self.site),
            "{url}": f"{self.site.url}/support/",
            "{file}": str(uploads / "log.txt"),
            "{file_url}": f"{self.site.url}/wp-content/uploads/stand-in/log.txt",
        }
        text = (PAYLOADS / f"{name}.json").read_text(encoding="utf-8")
        for place, value in places.items():
            text = text.replace(place, value)
        payload: dict[str, Any] = json.loads(text)
        return payload

    def fire(
        self, name: str, payload: dict[str, Any] | None = None, **headers: str
    ) -> requests.Response:
        """The visitor's request in which the form plugin's hook fires, and its answer."""
        return requests.post(
            f"{self.site.url}/",
            params={"stand-in": name},
            json=self.payload(name) if payload is None else copy.deepcopy(payload),
            headers={key.replace("_", "-"): value for key, value in headers.items()},
            timeout=TIMEOUT,
        )


@cache
def support_page(site: Site) -> str:
    """The page's id; every reset of the site brings the same one back."""
    return str(site.evaluate("return get_page_by_path( 'support' )->ID;"))


def field(item: dict[str, Any], label: str) -> dict[str, Any]:
    """The one field of a submission with this label."""
    (found,) = [one for one in item["fields"] if one["label"] == label]
    result: dict[str, Any] = found
    return result
