"""Which field of a form is the address, the name, the question."""

from bridge.domain import forms
from bridge.domain.submission import Field


def field(name: str, *value: str, kind: str = "text", label: str = "") -> Field:
    return Field(name, label or name, kind, value)


def read(*fields: Field, title: str = "Contact", **mapping: str) -> forms.Mapped:
    return forms.read(fields, mapping, title)


def test_fields_are_found_by_their_shape() -> None:
    found = read(
        field("f1", "Ann", label="Votre nom"),
        field("f2", "ann@example.org"),
        field("f3", "Billing", label="Catégorie"),
        field("f4", "It burns.\nHelp!", kind="textarea"),
    )
    assert (found.name, found.email, found.topic) == ("Ann", "ann@example.org", "Billing")
    assert (found.message, found.subject) == ("It burns.\nHelp!", "It burns.")


def test_a_mapping_wins_over_the_shape() -> None:
    found = read(
        field("a", "x@example.org"),
        field("b", "y@example.org"),
        email="b",
    )
    assert found.email == "y@example.org"


def test_a_mapped_field_that_is_gone_is_named_and_not_guessed() -> None:
    found = read(field("a", "x@example.org"), email="b", message="c")
    assert found.email == ""
    assert found.missing == ("email", "message")


def test_the_message_stays_as_it_was_typed_and_one_line_fields_become_one_line() -> None:
    found = read(
        field("your-name", "  Ann\n\tLee  "),
        field("message", "  a\n\n b \n", kind="textarea"),
        field("subject", "one\ntwo"),
    )
    assert (found.name, found.message, found.subject) == ("Ann Lee", "  a\n\n b \n", "one two")


def test_without_a_subject_the_question_or_the_form_names_the_ticket() -> None:
    assert read(field("message", "\n\n Hi there \nmore", kind="textarea")).subject == "Hi there"
    assert read(title="Support request").subject == "Support request"
    assert read(title="").subject == "Form submission"


def test_a_long_subject_is_cut() -> None:
    subject = read(field("subject", "word " * 100)).subject
    assert len(subject) <= 200
    assert subject.endswith("…")


def test_a_choice_called_sujet_is_the_topic_and_the_subject_is_the_question() -> None:
    fields = (
        Field("hb-topic", "Sujet", "select", ("Facture",)),
        Field("hb-message", "Message", "textarea", ("Où est ma commande ? " * 20,)),
    )
    found = forms.read(fields, {}, "Assistance")
    assert found.topic == "Facture"
    assert found.subject.startswith("Où est ma commande ?")
    assert found.subject.endswith("…")
    assert len(found.subject) <= 80


def test_what_the_visitor_did_not_type_is_no_name_and_no_question() -> None:
    found = read(
        field("name-of-campaign", "spring", kind="hidden"),
        field("agree", "1", kind="consent", label="You may answer my message"),
        field("attachment-message", "a.txt", kind="file"),
        field("your-name", "Ann"),
        field("your-message", "Help!"),
    )
    assert (found.name, found.message) == ("Ann", "Help!")
