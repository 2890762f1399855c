"""The pages speak French: every text has its translation, and whoever reads French gets it."""

import re
from io import BytesIO

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bridge.i18n import catalogue
from tests.web.house import post
from tests.web.spoken import spoken

PLACES = re.compile(r"%(?:\((\w+)\))?[sd%]")
# U+00A0 stands before a colon and inside « », U+202F before ; ! and ?
LOOSE = re.compile(r"[ '][;:!?»]|« |\w'\w|\.\.\.| $")


@pytest.fixture(scope="module")
def french() -> dict[str, str | tuple[str, ...]]:
    with catalogue.po_file("fr").open("rb") as file:
        return {_first(message): message.string for message in read_po(file, "fr") if message.id}


def test_every_text_of_the_pages_has_a_french_translation(french):
    texts = {_first(message) for message in spoken() if message.id}
    assert len(texts) > 250
    assert [text for text in sorted(texts) if not all(_forms(french.get(text, "")))] == []


def test_a_translation_keeps_the_places_that_are_filled_in(french):
    differing = [
        text
        for text, translation in french.items()
        for form in _forms(translation)
        if sorted(PLACES.findall(form)) != sorted(PLACES.findall(text))
    ]
    assert differing == []


def test_a_text_with_a_number_has_both_french_forms(french):
    counted = [message for message in spoken() if isinstance(message.id, tuple)]
    assert counted
    assert all(len(_forms(french[_first(message)])) == 2 for message in counted)


def test_the_translations_keep_to_french_typography(french):
    forms = [form for translation in french.values() for form in _forms(translation)]
    assert [form for form in forms if LOOSE.search(form)] == []


def test_a_french_agent_gets_french_pages(house):
    reference = house.submit()
    house.vendor()
    house.work()
    client = house.logged_in(language="fr")
    inbox, ticket, escalate, quarantine = (
        client.get(path).text
        for path in (
            "/inbox",
            f"/tickets/{reference}",
            f"/tickets/{reference}/escalate",
            "/arrivals?outcome=quarantined",
        )
    )
    assert '<html lang="fr">' in inbox
    assert "Chez un prestataire" in inbox
    assert "Se déconnecter" in inbox
    assert "a répondu automatiquement" in ticket
    assert "Enregistrer les propriétés" in ticket
    assert ">maintenant</time>" in ticket
    assert "Que doit faire le prestataire\u202f?" in escalate
    assert "Rien n’est en quarantaine." in quarantine


def test_a_french_agent_reads_what_changed_in_french(house):
    reference = house.submit()
    house.work()
    client = house.logged_in(language="fr")
    path = f"/tickets/{reference}"
    post(client, f"{path}/properties", status="pending", priority="high", category="Livraison")
    page = client.get(path).text
    assert "a fait passer la priorité de «\u00a0Normale\u00a0» à «\u00a0Haute\u00a0»" in page
    assert "a fixé la catégorie à «\u00a0Livraison\u00a0»" in page


def test_the_size_of_a_file_is_french(house):
    reference = house.submit()
    client = house.logged_in(language="fr")
    path = f"/tickets/{reference}"
    content = BytesIO(b"x" * 1_536)
    post(client, f"{path}/messages", kind="note", body="Voilà", files=(content, "a.txt"))
    assert "1,5 Kio" in client.get(path).text


def test_a_refusal_is_french_for_a_french_agent(house):
    reference = house.submit()
    client = house.logged_in(language="fr")
    answer = post(client, f"/tickets/{reference}/messages", kind="note", body=" ")
    assert answer.status_code == 400
    assert "Le message est vide." in answer.text
    missing = client.get("/tickets/HB-9999")
    assert missing.status_code == 404
    assert "Ce ticket n’existe pas." in missing.text


def test_the_visitor_of_a_french_ticket_gets_a_french_page_whatever_the_browser_asks_for(house):
    reference = house.submit(
        subject="La lampe clignote",
        message="Bonjour, ma lampe clignote depuis lundi et je ne sais pas quoi faire.",
        locale="fr_FR",
    )
    house.work()
    path = f"/t/{house.ticket_token(reference)}"
    client = house.app.test_client()
    page = client.get(path, headers={"Accept-Language": "en"}).text
    assert '<html lang="fr">' in page
    assert "Nous avons reçu votre demande" in page
    assert "réponse automatique" in page
    assert "We have your request" not in page
    refused = client.post(
        f"{path}/reply",
        data={"csrf_token": _token(page), "body": " "},
        headers={"Accept-Language": "en"},
    )
    assert refused.status_code == 400
    assert "Veuillez d’abord écrire quelque chose." in refused.text


def test_a_french_vendor_gets_a_french_page(house):
    reference = house.submit()
    house.vendor(language="fr")
    client = house.logged_in()
    post(client, f"/tickets/{reference}/escalate", vendor="acme", ask="Help", then="send")
    page = house.app.test_client().get(f"/v/{house.case_token()}").text
    assert '<html lang="fr">' in page
    assert "Nous l’avons pris en charge" in page


def test_who_is_not_logged_in_gets_the_language_of_the_browser(house):
    client = house.app.test_client()
    french = client.get("/login", headers={"Accept-Language": "fr-FR,fr;q=0.9,en;q=0.5"}).text
    assert "Mot de passe" in french
    assert "Password" in client.get("/login", headers={"Accept-Language": "de"}).text


def _token(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def _first(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def _forms(translation: str | tuple[str, ...]) -> tuple[str, ...]:
    return translation if isinstance(translation, tuple) else (translation,)


def test_a_french_agent_reads_in_french_why_there_was_no_automatic_answer(house):
    for number in range(4):
        reference = house.submit(f"s-{number}", subject=f"Question {number}")
        house.work()
    page = house.logged_in(language="fr").get(f"/tickets/{reference}").text
    assert "n’a pas envoyé de réponse automatique." in page
    assert "Cette adresse a eu 3 réponses pendant l’heure passée." in page
