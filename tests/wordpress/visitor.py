"""What a visitor does with the form, without a browser's help: read the page, post the form."""

from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

import requests

TIMEOUT = 60  # seconds; only a site that hangs ever needs them
SAMPLE = 'It\'s a "test" with back\\slash & <b>html</b> ünï 😀'


@dataclass(frozen=True)
class Form:
    """A form as a page showed it: what its fields hold when nothing is typed."""

    url: str
    values: dict[str, str]
    topics: list[str]

    def filled(self, **changes: str) -> dict[str, str]:
        """Values that pass every check; `changes` are given with `_` for the names' `-`."""
        typed = {
            "hb-name": "Ann Example",
            "hb-email": "ann@example.test",
            "hb-topic": self.topics[0],
            "hb-message": "The logger blinks orange.",
            "hb-consent": "yes",
        }
        named = {name.replace("_", "-"): value for name, value in changes.items()}
        return {**self.values, **typed, **named}

    def post(
        self, values: dict[str, str], file: tuple[str, bytes, str] | None = None
    ) -> requests.Response:
        """The site's first answer; redirects are not followed."""
        files = {"hb-file": file} if file else {"hb-file": ("", b"", "application/octet-stream")}
        return requests.post(
            self.url, data=values, files=files, allow_redirects=False, timeout=TIMEOUT
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.topics: list[str] = []
        self._in_option = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        name = attributes.get("name") or ""
        if tag == "input" and name.startswith("hb-") and attributes.get("type") != "checkbox":
            self.values[name] = attributes.get("value") or ""
        self._in_option = tag == "option" and attributes.get("value") is None

    def handle_data(self, data: str) -> None:
        if self._in_option:
            self.topics.append(unescape(data))
            self._in_option = False


def open_form(url: str) -> Form:
    """Reads the page at `url` as a visitor without cookies does."""
    answer = requests.get(url, timeout=TIMEOUT)
    assert answer.status_code == requests.codes.ok
    return read_form(url, answer.text)


def read_form(url: str, html: str) -> Form:
    """The form in `html`."""
    reader = _Reader()
    reader.feed(html)
    reader.values.pop("hb-file", None)
    return Form(url, reader.values, reader.topics)
