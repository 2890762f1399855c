"""Every fault of a site that an adapter can tell is known to the pages, in French too."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.web import site_words
from bridge.web.speech import speak

BRIDGE = Path(__file__).parents[2] / "bridge"
SOURCES = (
    *sorted((BRIDGE / "wordpress").glob("*.py")),
    *(BRIDGE / "net" / name for name in ("egress.py", "lookup.py", "target.py")),
    *(
        BRIDGE / "services" / name
        for name in ("intake/feed.py", "articles/publishing.py", "tickets/files.py")
    ),
)
ERRORS = frozenset(
    ["SiteError", "NotRest", "RestBlocked", "OutOfTime", "XmlRpcRefused", "EgressError", "refused"]
)
TABLES = frozenset(
    {"_EGRESS", "_REST_OFF", "_NO_TYPE", "_BY_CODE", "_BY_STATUS"}
    | {"_BARRED", "_BUSY", "_RIGHTS", "_MAY_NOT", "_IN_TRASH"}
)
PLACE = re.compile(r"\{\w*\}")


def sentences() -> Iterator[str]:
    """With a word in each place, as adapters make them."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            yield from map(_sample, _texts_of(node))


def _texts_of(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call) and _name(node.func) in ERRORS:
        yield from node.args[:1]
    elif isinstance(node, ast.Assign) and _name(node.targets[0]) in TABLES:
        kept = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
        yield from (one for one in kept if isinstance(one, ast.Constant | ast.JoinedStr))
    elif isinstance(node, ast.FunctionDef) and node.name == "_sentence":
        for one in ast.walk(node):
            if isinstance(one, ast.Return | ast.Assign) and one.value is not None:
                yield one.value


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _sample(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return PLACE.sub("sample", node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "sample" for part in node.values
        )
    return ""


SENTENCES = sorted({text for text in sentences() if " " in text})


def test_the_adapters_sentences_are_found():
    assert len(SENTENCES) > 60


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_of_an_adapter_is_known_whole(sentence):
    unknown = [text for text, known in site_words.parts(sentence) if not known]
    assert set(unknown) <= {"sample", "sample."}
    assert site_words.told(sentence) == sentence  # English stays as it was written


def test_sentences_are_said_in_french_with_what_stood_in_their_places(house):
    with house.app.test_request_context():
        speak("fr")
        told = site_words.told(
            "docs: shop.test:443 can't be reached. Check the address and whether the site is up."
            " post: The site has no post type post: check the article type's name."
        )
    assert told == (
        "docs: shop.test:443 est injoignable. Vérifiez l’adresse et que le site fonctionne."
        " post: Le site n’a pas de type de contenu post\u00a0: vérifiez le nom du type d’article."
    )


def test_what_nobody_knows_stays_as_it_is(house):
    with house.app.test_request_context():
        speak("fr")
        assert (
            site_words.told("  Odd <b>error</b> 100% \n of x. ")
            == "  Odd <b>error</b> 100% \n of x. "
        )
        assert site_words.told(None) == ""


def test_a_french_agent_reads_in_french_why_a_site_is_not_read(house):
    with house.ctx.transaction() as tx:
        site = tx.sites.get(1)
        site.last_error = "The site is in maintenance mode (503): we come back later."
    page = house.logged_in(language="fr").get("/kb").text
    assert "Le site est en maintenance (503)\u00a0: nous reviendrons plus tard." in page
