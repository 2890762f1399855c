"""Whom a notification goes to."""

import pytest

from bridge.domain.actor import SYSTEM, Actor
from bridge.domain.notifying import NotificationKind, Person, mentioned, spellings, told
from bridge.domain.words import ActorKind

PEOPLE = (
    Person(1, "Ann", "ann@desk.example"),
    Person(2, "Ann Lee", "a.lee@desk.example"),
    Person(3, "Zoé Petit", "zoe@desk.example"),
)
ANN = Actor(ActorKind.AGENT, "Ann", 1)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("@Ann, please look", {1}),
        ("please, @ANN.", {1}),
        ("ask @Ann  lee and @zoe", {2, 3}),
        ("(@zoé\npetit)", {3}),
        ("@a.lee", {2}),
        ("@ann.smith and @annette and @ann@other.example", set()),
        ("write to shop@ann or me+x@zoe", set()),
        ("Ann knows", set()),
        ("", set()),
    ],
)
def test_a_note_means_the_agents_it_names_with_an_at_sign(text: str, ids: set[int]) -> None:
    assert mentioned(text, PEOPLE) == ids


def test_a_name_that_two_agents_share_means_neither() -> None:
    twins = (*PEOPLE, Person(4, "ann", "other@desk.example"))
    assert mentioned("@Ann and @other", twins) == {4}


def test_what_a_note_is_told_to_write_means_the_one_it_is_for() -> None:
    people = (
        *PEOPLE,
        Person(4, "ann", "other@desk.example"),
        Person(5, "Jean-Luc  O'Neil (Night)", "jl@desk.example"),
        Person(6, "Zoe\u0301 Petit", "zoe.2@desk.example"),
        Person(7, "other", "ann@elsewhere.example"),
    )
    spelled = spellings(people)
    assert spelled == {
        2: "Ann Lee",
        3: "zoe",
        5: "Jean-Luc O'Neil (Night)",
        6: "zoe.2",
    }
    for who, name in spelled.items():
        assert mentioned(f"Hello\n(@{name} look)", people) == {who}


def test_an_accent_may_be_a_sign_of_its_own() -> None:
    assert mentioned("@Zoe\u0301 Petit", PEOPLE) == {3}


def test_without_agents_nobody_is_meant() -> None:
    assert mentioned("@Ann", ()) == set()


@pytest.mark.parametrize("kind", [k for k in NotificationKind if k != NotificationKind.MENTIONED])
def test_the_assignee_is_told_unless_they_did_it(kind: NotificationKind) -> None:
    assert told(kind, SYSTEM, 1, everyone=(1, 2, 3)) == {1}
    assert told(kind, ANN, 1, everyone=(1, 2, 3)) == set()


def test_a_customer_with_the_same_row_id_is_not_taken_for_the_agent() -> None:
    customer = Actor(ActorKind.REQUESTER, "Ann", 1)
    assert told(NotificationKind.CUSTOMER_REPLIED, customer, 1) == {1}


def test_those_mentioned_are_told_whoever_has_the_ticket_but_not_the_writer() -> None:
    assert told(NotificationKind.MENTIONED, ANN, 3, named=(1, 2)) == {2}


def test_of_an_unassigned_ticket_all_hear_only_what_the_customer_writes() -> None:
    assert told(NotificationKind.CUSTOMER_REPLIED, SYSTEM, None, everyone=(1, 2)) == {1, 2}
    assert told(NotificationKind.CUSTOMER_REPLIED, SYSTEM, None) == set()
    assert told(NotificationKind.DELIVERY_FAILED, SYSTEM, None, everyone=(1, 2)) == set()
