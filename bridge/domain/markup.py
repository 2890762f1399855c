"""Foreign HTML made harmless, and HTML as plain text. Pure functions over two libraries."""

import html as entities
import re
from functools import lru_cache
from itertools import accumulate

import nh3
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

_TAGS = """
    a abbr address b bdi bdo blockquote br caption center cite code col colgroup dd del details
    dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp
    rt ruby s samp small span strike strong sub summary sup table tbody td tfoot th thead time
    tr tt u ul var wbr
"""
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "col": {"span"},
    "colgroup": {"span"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"reversed", "start", "type"},
    "li": {"value"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
}
_TAG = re.compile(r"<(/?[a-z0-9]+)")
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_DEEPEST_LAYOUT = 200  # lxml drops what is nested deeper than 256: then the words alone
_SCHEMES = {"http", "https", "mailto", "tel"}
_REL = "noopener noreferrer nofollow"


def clean(html: str, *, remote_images: bool = False, base_url: str | None = None) -> str:
    """`html` reduced to one allow-list: no script, style, form, frame, class or id.

    Images lose their source, so nothing is fetched, unless `remote_images`. Relative links
    are resolved against `base_url`; without one they are dropped, because they would lead
    into our own pages.
    """
    return _cleaner(remote_images, base_url).clean(html)


def to_text(html: str) -> str:
    """Plain text with line breaks, list marks and table columns; no image, no link target."""
    cleaned = clean(html)
    if _depth(cleaned) > _DEEPEST_LAYOUT:
        text = entities.unescape(nh3.clean(cleaned, tags=set()))
    else:
        text = get_text(cleaned, _LAYOUT)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _depth(cleaned: str) -> int:
    """How deep elements are nested; `cleaned` is well-formed."""
    steps = (-1 if tag[0] == "/" else 1 for tag in _TAG.findall(cleaned) if tag not in _VOID)
    return max(accumulate(steps), default=0)


_LAYOUT = ParserConfig(css=CSS_PROFILES["strict"])


@lru_cache(maxsize=64)
def _cleaner(remote_images: bool, base_url: str | None) -> nh3.Cleaner:
    attributes = dict(_ATTRIBUTES)
    if not remote_images:
        attributes["img"] = attributes["img"] - {"src"}
    return nh3.Cleaner(
        tags=set(_TAGS.split()),
        attributes=attributes,
        url_schemes=_SCHEMES,
        link_rel=_REL,
        url_relative=("rewrite_with_base", base_url) if base_url else "deny",
    )
