"""The demo's company, articles and FAQ pages: HTML files with a few front-matter lines."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "fr")


@dataclass(frozen=True, slots=True)
class Page:
    """One file: `body` is HTML, `language` an ISO 639-1 code, `category` a display name."""

    title: str
    slug: str
    language: str
    category: str
    excerpt: str
    body: str

    def as_dict(self) -> dict[str, str]:
        """The page as the set-up script reads it."""
        return asdict(self)


def read_company(folder: Path) -> dict[str, Any]:
    """`site.json`: `name`, and by language `tagline`, `home` (HTML) and `topics` (a list)."""
    company: dict[str, Any] = json.loads((folder / "site.json").read_text(encoding="utf-8"))
    return company


def read_articles(folder: Path) -> list[Page]:
    """Every `<language>/NN-slug.html` below `folder`, by language and number."""
    return [
        read_page(path)
        for language in LANGUAGES
        for path in sorted((folder / language).glob("[0-9]*.html"))
    ]


def read_faqs(folder: Path) -> list[Page]:
    """`<language>/faq.html` for each language that has one."""
    paths = [folder / language / "faq.html" for language in LANGUAGES]
    return [read_page(path) for path in paths if path.exists()]


def read_page(path: Path) -> Page:
    """Raises ValueError, naming the file, when the front matter or its title is missing."""
    opening, _, rest = path.read_text(encoding="utf-8").partition("---\n")
    head, separator, body = rest.partition("\n---\n")
    fields = dict(_pair(line) for line in head.splitlines() if line.strip())
    if opening.strip() or not separator or not fields.get("title"):
        raise ValueError(f"{path}: expected `title: …` and more between two `---` lines")
    return Page(
        title=fields["title"],
        slug=fields.get("slug") or path.stem.lstrip("0123456789-"),
        language=fields.get("language") or path.parent.name,
        category=fields.get("category", ""),
        excerpt=fields.get("excerpt", ""),
        body=body.strip(),
    )


def _pair(line: str) -> tuple[str, str]:
    key, _, value = line.partition(":")
    return key.strip(), value.strip().strip('"')
