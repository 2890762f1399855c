"""The article search: the same words find the same articles on both databases."""

import pytest

from bridge.store.knowledge import Article
from bridge.store.session import Database
from tests.store.conftest import NOW

ARTICLES = [
    ("en", "Connecting your printer", "Join the device to the Wi-Fi network before you print."),
    ("en", "Billing and invoices", "Invoices are sent monthly. A printer is not needed for them."),
    ("en", "Network addresses", "How routers hand out addresses."),
    ("fr", "Réinitialiser le mot de passe", "Cliquez sur « oublié » pour être réinitialisé."),
    ("fr", "Facturation", "Les factures sont envoyées chaque mois à l'élève."),
]


@pytest.fixture
def articles(store: Database, site_id: int) -> list[int]:
    rows = [
        article(site_id, number, language, title, body)
        for number, (language, title, body) in enumerate(ARTICLES, 1)
    ]
    with store.transaction() as tx:
        for row in rows:
            tx.knowledge.add(row)
        tx.session.flush()
        for row in rows:
            tx.search.index(row)
    return [row.id for row in rows]


def article(
    site_id: int, number: int, language: str, title: str, body: str, status: str = "publish"
) -> Article:
    return Article(
        site_id=site_id,
        wp_type="post",
        wp_id=number,
        status=status,
        url=f"http://main.test/{number}",
        title=title,
        excerpt="",
        html=body,
        body=body,
        language=language,
        categories=[],
        author=None,
        published_at=NOW,
        modified_at=NOW,
    )


def found(store: Database, query: str, language: str = "en", limit: int = 10) -> list[str]:
    with store.reading() as tx:
        return [hit.article.title for hit in tx.search.find(query, language, limit=limit)]


@pytest.mark.usefixtures("articles")
def test_other_forms_of_a_word_find_it(store: Database) -> None:
    assert found(store, "invoicing") == ["Billing and invoices"]
    assert found(store, "connect") == ["Connecting your printer"]
    assert found(store, "FACTURE", "fr") == ["Facturation"]


@pytest.mark.usefixtures("articles")
def test_accents_make_no_difference(store: Database) -> None:
    for query in ("réinitialiser", "reinitialiser", "RÉINITIALISÉ", "re\u0301initialiser"):
        assert found(store, query, "fr") == ["Réinitialiser le mot de passe"], query
    assert found(store, "eleve", "fr") == ["Facturation"]


@pytest.mark.usefixtures("articles")
def test_a_word_in_the_title_weighs_more_than_one_in_the_text(store: Database) -> None:
    assert found(store, "printer")[0] == "Connecting your printer"
    assert found(store, "network")[0] == "Network addresses"
    assert len(found(store, "printer")) == 2


@pytest.mark.usefixtures("articles")
def test_only_articles_in_the_asked_language_are_found(store: Database) -> None:
    assert found(store, "factures", "en") == []
    assert found(store, "printer", "fr") == []


def test_what_is_not_published_or_was_deleted_is_not_found(
    store: Database, articles: list[int]
) -> None:
    with store.transaction() as tx:
        draft, gone = (tx.session.get_one(Article, row) for row in articles[:2])
        draft.status, gone.deleted_at = "draft", NOW
        tx.search.index(draft)
        tx.search.index(gone)
    assert found(store, "printer") == []
    with store.transaction() as tx:
        again = tx.session.get_one(Article, articles[0])
        again.status = "publish"
        tx.search.index(again)
    assert found(store, "printer") == ["Connecting your printer"]


def test_to_index_twice_finds_once_and_by_the_new_words(
    store: Database, articles: list[int]
) -> None:
    with store.transaction() as tx:
        row = tx.session.get_one(Article, articles[0])
        row.title, row.body = "Scanners", "All about scanning."
        tx.search.index(row)
        tx.search.index(row)
    assert found(store, "scanner") == ["Scanners"]
    assert found(store, "wi-fi") == []


def test_articles_of_one_site_can_be_asked_for(
    store: Database, articles: list[int], site_id: int
) -> None:
    with store.reading() as tx:
        assert tx.search.find("printer", "en", limit=5, site_id=site_id)
        assert tx.search.find("printer", "en", limit=5, site_id=site_id + 1) == []


@pytest.mark.usefixtures("articles")
def test_coverage_tells_how_much_of_the_question_fits(store: Database) -> None:
    with store.reading() as tx:
        [hit] = tx.search.find("monthly invoices zebra crossing", "en", limit=1)
    assert hit.coverage == 0.5


@pytest.mark.usefixtures("articles")
def test_odd_queries_are_words_and_nothing_else(store: Database) -> None:
    """RELIABILITY A29."""
    nothing = ["", " ", "the of and", '"', "'", "()", "*", "-", "\x00", "\ud800", "😀", "%_", "&|!"]
    for query in nothing:
        assert found(store, query) == [], query
    odd = [
        '"printer',
        "printer' OR 1=1 --",
        "(printer",
        "printer*",
        "title:printer",
        "printer NEAR zebra",
        "NOT printer",
        "printer & | ! :* <->",
        "{title} : printer",
        "printer\x00; DROP TABLE articles",
        "^printer + zebra",
        "printer " * 2000,
        "x" * 10_240 + " printer",
        " ".join(f"word{number}" for number in range(500)) + " printer",
    ]
    for query in odd:
        assert isinstance(found(store, query), list), query[:40]
    for query in odd[:11]:
        assert "Connecting your printer" in found(store, query), query
