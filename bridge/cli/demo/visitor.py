"""A visitor without a browser: opens a page, fills its form in, sends it."""

from dataclasses import dataclass
from html.parser import HTMLParser

import requests

SECONDS = 30


@dataclass(frozen=True, slots=True)
class Form:
    """`values`: what the page put into the form's fields; `topics`: the choices of the select."""

    url: str
    values: dict[str, str]
    topics: tuple[str, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.topics: list[str] = []
        self._in_option = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        is_value = tag == "input" and found.get("type") not in ("checkbox", "file", "submit")
        if is_value and name.startswith("hb-"):
            self.values[name] = found.get("value") or ""
        self._in_option = tag == "option" and found.get("value") is None

    def handle_data(self, data: str) -> None:
        if self._in_option and data.strip():
            self.topics.append(data.strip())
            self._in_option = False


def open_form(url: str) -> Form:
    answer = requests.get(url, timeout=SECONDS)
    answer.raise_for_status()
    reader = _Reader()
    reader.feed(answer.text)
    return Form(url, reader.values, tuple(reader.topics))


def send(form: Form, *, name: str, email: str, message: str) -> str:
    """The page that the visitor sees after sending."""
    typed = {
        "hb-name": name,
        "hb-email": email,
        "hb-topic": form.topics[0],
        "hb-message": message,
        "hb-consent": "yes",
    }
    answer = requests.post(form.url, data={**form.values, **typed}, timeout=SECONDS)
    answer.raise_for_status()
    return answer.text
