"""The language of a page: the agent's, the ticket's, the vendor's, or what the browser asks for."""

from typing import Any

from flask import Flask, g, has_request_context, request

from bridge.i18n import catalogue


def install(app: Flask) -> None:
    """Makes `_()`, `ngettext()` and `{% trans %}` speak the page's language in templates."""
    for language in catalogue.languages():
        catalogue.translations(language)  # compiled at start, not in the first request
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _raw_gettext, _raw_ngettext, newstyle=True
    )
    app.jinja_env.globals["language"] = language_of_page
    # For texts that are not literals: `_()` in a template trusts and formats its argument.
    app.jinja_env.filters["translated"] = _raw_gettext


def speak(language: str) -> None:
    """From here on, this page is in `language`."""
    g.language = language


def language_of_page() -> str:
    if not has_request_context():
        return catalogue.SOURCE_LANGUAGE
    if "language" not in g:
        known = catalogue.languages()
        g.language = request.accept_languages.best_match(known) or catalogue.SOURCE_LANGUAGE
    return str(g.language)


def gettext(text: str, **values: Any) -> str:
    """`text` in the page's language, with `%(name)s` filled in. Plain text: templates escape it."""
    found = _raw_gettext(text)
    return found % values if values else found


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    return _raw_ngettext(one, many, number) % {"num": number, **values}


def _raw_gettext(text: str) -> str:
    return catalogue.translations(language_of_page()).gettext(text) if text else ""


def _raw_ngettext(one: str, many: str, number: int) -> str:
    return catalogue.translations(language_of_page()).ngettext(one, many, number)
