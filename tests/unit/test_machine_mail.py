"""Which mails machines wrote: by headers, by form, and by words where headers are silent."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bridge.domain.acknowledgements import acknowledgement_reference
from bridge.domain.machine_mail import machine_made
from bridge.domain.ports import Address, FileContent, ParsedMail

PLAIN = ParsedMail(
    message_id="1@example.org",
    sender=Address("ann@example.org", "Ann"),
    envelope_from="ann@example.org",
    to=(Address("support@help.example.test"),),
    cc=(),
    reply_to=None,
    subject="Printer",
    date=None,
    in_reply_to=(),
    references=(),
    new_text="It burns.",
    full_text="It burns.",
    html=None,
    attachments=(),
    headers={},
    content_type="text/plain",
    language=None,
)


def kind(
    subject: str = "Printer",
    body: str = "It burns.",
    headers: Mapping[str, str] | None = None,
    **changes: object,
) -> str | None:
    given = {name.lower(): (value,) for name, value in (headers or {}).items()}
    mail = replace(PLAIN, subject=subject, new_text=body, full_text=body, headers=given, **changes)
    found = machine_made(mail)
    return found.kind if found else None


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Auto-Submitted": "auto-replied"}, "auto_reply"),
        ({"Auto-Submitted": "auto-generated"}, "notification"),
        ({"Precedence": "bulk"}, "notification"),
        ({"Precedence": "auto_reply"}, "auto_reply"),
        ({"X-Auto-Response-Suppress": "All"}, "notification"),
        ({"X-Autoreply": "yes"}, "auto_reply"),
        ({"X-Apple-Action": "VACATION"}, "auto_reply"),
        ({"Feedback-ID": "1:2", "List-Unsubscribe": "<mailto:x@y.test>"}, "notification"),
    ],
)
def test_headers_of_machines_tell_them(headers, expected):
    assert kind(headers=headers) == expected


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Auto-Submitted": "no"},
        {"List-Id": "<users.example.test>", "Precedence": "list"},
        {"List-Post": "<mailto:users@example.test>", "Precedence": "bulk"},
        {"List-Id": "<users.example.test>", "X-Auto-Response-Suppress": "All"},
        {"X-Auto-Response-Suppress": "DR, RN"},
        {"X-MS-Exchange-Inbox-Rules-Loop": "ann@example.org"},
    ],
)
def test_a_persons_mail_is_a_persons_by_list_or_not(headers):
    assert kind(headers=headers) is None


def test_what_a_no_reply_address_passes_on_may_be_a_persons_words():
    assert kind(sender=Address("noreply@forum.example.org", "Ann"), envelope_from=None) is None


AWAY = [
    ("Automatic reply: Printer", "I am away."),
    ("Réponse automatique : Imprimante", "Je suis absente jusqu'au 3 décembre."),
    ("Réponse automatique\xa0: Imprimante", "Bonjour"),
    ("Absence du bureau : Imprimante", "Bonjour"),
    ("Out of Office", "Back on Monday."),
    ("Automatische Antwort: Drucker", "Ich bin im Urlaub."),
    ("Abwesenheitsnotiz", "Bis Montag."),
    ("Respuesta automática: Impresora", "Estoy de vacaciones."),
    ("Autosvar: Skrivare", "På semester."),
]


@pytest.mark.parametrize(("subject", "body"), AWAY)
def test_a_vacation_notice_without_headers_is_known_by_its_subject(subject, body):
    assert kind(subject, body) == "auto_reply"


@pytest.mark.parametrize(
    "body",
    [
        "Thank you for your email. I am out of the office with limited access to mail.",
        "Merci pour votre message. Je suis en congé jusqu'au 3. En cas d'urgence, appelez Léa.",
        "Bonjour, je suis actuellement absent. Je vous répondrai dès mon retour le 4 décembre.",
        "Vielen Dank für Ihre Nachricht. Ich bin im Urlaub. In dringenden Fällen rufen Sie Lou an.",
    ],
)
def test_a_vacation_notice_is_known_by_its_words(body):
    assert kind("Printer", body) == "auto_reply"


BOUNCES = [
    ("Undeliverable: Printer", "Delivery has failed to these recipients or groups: ann@x.test"),
    ("Non remis : Imprimante", "La remise à ces destinataires ou groupes a échoué."),
    ("Échec de la remise", "Votre message n’a pas pu être remis à ann@x.test."),
    ("failure notice", "Hi. This is the qmail-send program at mx.example.org."),
    (
        "Mail delivery failed: returning message to sender",
        "This message was created automatically.",
    ),
    ("DELIVERY FAILURE: User unknown", "Your message could not be delivered because: no such user"),
    ("Unzustellbar: Drucker", "Die Nachricht konnte nicht zugestellt werden."),
]


@pytest.mark.parametrize(("subject", "body"), BOUNCES)
def test_a_bounce_without_headers_is_known_by_its_words(subject, body):
    assert kind(subject, body) == "bounce"


@pytest.mark.parametrize(
    ("sender", "envelope"),
    [("MAILER-DAEMON@mx.test", None), ("postmaster@mx.test", ""), ("ann@x.test", "MAILER-DAEMON")],
)
def test_a_mail_servers_own_words_are_a_bounce_if_they_speak_of_a_failure(sender, envelope):
    server = {"sender": Address(sender), "envelope_from": envelope}
    assert kind("Hello", "Sorry: 550 no such user.", **server) == "bounce"
    assert kind("Hello", "Good morning.", **server) == "notification"


def test_reports_are_told_apart():
    def report(action: str, **changes: object) -> str | None:
        part = FileContent("x", "message/delivery-status", f"Action: {action}\n".encode())
        return kind(content_type="multipart/report", attachments=(part,), **changes)

    assert report("failed") == "bounce"
    assert report("delayed") == "delay"
    assert [report(action) for action in ("delivered", "relayed")] == ["delivered"] * 2
    read = FileContent("x", "message/disposition-notification", b"")
    assert kind(content_type="multipart/report", attachments=(read,)) == "read_receipt"
    abuse = FileContent("x", "message/feedback-report", b"Feedback-Type: abuse")
    assert kind(attachments=(abuse,)) == "feedback_report"
    returned = FileContent("x", "message/rfc822", b"Subject: x")
    assert kind("complaint about message from 192.0.2.1", "", attachments=(returned,)) == (
        "feedback_report"
    )
    assert kind("AWS Notification", '{"notificationType":"Delivery","mail":{}}') == "delivered"


def test_a_challenge_is_known():
    body = "Your message is being held. Please confirm your message by following the link."
    assert kind("Printer", body) == "challenge"
    french = "Votre message est en attente. Merci de vous identifier auprès de MailInBlack."
    assert kind("Imprimante", french) == "challenge"


ACKNOWLEDGEMENTS = {
    "4711": (
        "[Ticket#4711] Printer",
        "We have received your request. Your ticket has been opened.",
    ),
    "2026112410000015": (
        "[Ticket#2026112410000015] RE: Printer",
        "Thank you for contacting us. Your request has been registered and we will respond soon.",
    ),
    "SUP-1234": (
        "(SUP-1234) Printer",
        "We have received your request and your ticket has been created. Reference: SUP-1234",
    ),
    "83211": (
        "Printer",
        "Your request (83211) has been received and is being reviewed by our support staff.",
    ),
    "INC0012345": (
        "Your incident INC0012345 has been created",
        "Thank you for contacting the service desk. We will get back to you.",
    ),
    "90210": (
        "[GLPI #0090210] Nouveau ticket",
        "Nous avons bien reçu votre demande. Elle porte le numéro 90210.",
    ),
    "CAS-00042-X1": (
        "Accusé de réception",
        "Nous accusons réception de votre message. Votre demande a été enregistrée sous la "
        "référence CAS-00042-X1.",
    ),
    "77": (
        "Ticket n° 77 : Imprimante",
        "Votre demande a bien été prise en compte. Nous vous répondrons au plus vite.",
    ),
    "T-5": (
        "Re: [HB-12] Printer",
        "Thanks for reaching out! We've received your message about [HB-12]. Case number: T-5.",
    ),
}


@pytest.mark.parametrize("number", ACKNOWLEDGEMENTS)
def test_another_helpdesks_acknowledgement_is_known_and_its_number_read(number):
    subject, body = ACKNOWLEDGEMENTS[number]
    assert kind(subject, body) == "acknowledgement"
    found = acknowledgement_reference(replace(PLAIN, subject=subject, new_text=body))
    assert (found or "").lstrip("0") == number


def test_an_acknowledgement_without_a_number_has_none():
    mail = replace(PLAIN, subject="Re: [HB-12] x", new_text="We have received it on 24/11/2026.")
    assert acknowledgement_reference(mail) is None


PERSONS = [
    ("Out of office message does not work", "I set my out of office and nobody gets it."),
    ("Re: Automatic reply: Printer", "Thanks, when will you be back?"),
    ("Fwd: Undelivered Mail Returned to Sender", "I got this. This is the mail system at host x."),
    (
        "Mail delivery failed",
        "Hello, my customers tell me that this is what they see. Please help.",
    ),
    ("Delivery failed", "The courier did not come yesterday. Can you send it again?"),
    ("Delivery report", "Where is the report of the delivery on Monday?"),
    ("Where is my parcel?", "You said it has been received, order 4711."),
    ("Ticket 4711", "We have received your answer, thank you. It still does not work."),
    ("Ticket 4711", "Any news on my request 4711? Thank you."),
    ("Absence", "Bonjour, je serai absent lundi, pouvez-vous passer mardi ?"),
    ("Vacances", "Je suis en vacances, la livraison peut-elle attendre mon retour ?"),
    ("En congé maladie", "Comment saisir un congé dans l'outil ?"),
    ("Holiday", "I am on vacation from Monday on, please call before."),
    ("Undeliverable", "The address that I typed was wrong, can you correct it?"),
    ("Non distribué", "Mon colis n'a pas été distribué."),
    ("Echec de la remise", "La remise de 10 % ne marche pas dans le panier."),
    ("Facture", "Votre demande de paiement 4711 a été payée hier."),
    ("Question", "How do I confirm my e-mail address?"),
    ("550 error", "My mail program says 550 user unknown. What does it mean?"),
    ("Retour", "Merci pour votre message, je teste et je reviens vers vous."),
    ("Merci", "Merci pour votre message. J'ai bien reçu votre réponse, le ticket 12 est réglé."),
    ("Confirmation", "Votre mail du 12 a bien été reçu, merci ! Je signe demain."),
    ("Automatic door", "The automatic door does not open. Ticket please."),
    ("Auto response time", "Is there a list of response times?"),
    ("OOO", "The button OOO in your app is grey."),
]


@pytest.mark.parametrize(("subject", "body"), PERSONS)
def test_a_person_who_writes_about_such_mails_is_no_machine(subject, body):
    assert kind(subject, body) is None
