"""Undo send: a reply waits a moment and can be taken back."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from tests.support.stand_ins import SetClock
from tests.web.house import House, open_house, post


@pytest.fixture
def waiting(tmp_path: Path):
    clock = SetClock()
    house = open_house(tmp_path, clock=clock, HELPDESK_UNDO_SEND_SECONDS="10")
    yield house, clock
    house.ctx.database.dispose()


def replied(house: House, client, text: str = "Turn it off and on.", **more) -> tuple[str, str]:
    """The ticket's reference and the address that takes the reply back."""
    reference = house.submit()
    house.work()
    house.post.mails.clear()
    post(client, f"/tickets/{reference}/messages", kind="reply", body=text, then="send", **more)
    page = client.get(f"/tickets/{reference}").text
    action = page.partition('class="row undo" action="')[2].partition('"')[0]
    return reference, action


def test_a_reply_leaves_when_its_moment_has_passed(waiting):
    house, clock = waiting
    client = house.logged_in()
    reference, action = replied(house, client)
    assert action
    house.work()
    assert house.post.mails == []
    clock.move(seconds=10)
    house.work()
    assert len(house.post.mails) == 1
    assert "Take it back" not in client.get(f"/tickets/{reference}").text


def test_a_reply_that_was_taken_back_reaches_nobody_and_its_text_is_there_again(waiting):
    house, clock = waiting
    client = house.logged_in()
    reference, action = replied(house, client, "Wrong <words>")
    page = post(client, action)
    assert page.status_code == 200
    assert ">Wrong &lt;words&gt;</textarea>" in page.text
    assert "taken back" in page.text
    clock.move(days=3)
    house.work()
    assert house.post.mails == []
    visitor = house.app.test_client().get(f"/t/{house.ticket_token(reference)}").text
    assert "Wrong" not in visitor
    later = client.get(f"/tickets/{reference}").text
    assert "took the reply back before it left" in later
    assert "Wrong" not in later


def test_the_visitors_page_shows_no_reply_that_may_still_be_taken_back(waiting):
    house, clock = waiting
    reference, _ = replied(house, house.logged_in(), "Soon visible")
    path = f"/t/{house.ticket_token(reference)}"
    client = house.app.test_client()
    assert "Soon visible" not in client.get(path).text
    clock.move(seconds=10)
    assert "Soon visible" in client.get(path).text


def test_what_has_left_can_not_be_taken_back(waiting):
    house, clock = waiting
    client = house.logged_in()
    _, action = replied(house, client)
    clock.move(seconds=10)
    house.work()
    answer = post(client, action)
    assert answer.status_code == 409
    assert "has left already" in answer.text
    assert len(house.post.mails) == 1


def test_taking_back_twice_is_refused_and_an_unknown_reply_is_not_found(waiting):
    house, _ = waiting
    client = house.logged_in()
    reference, action = replied(house, client)
    assert post(client, action).status_code == 200
    assert post(client, action).status_code == 409
    assert post(client, f"/tickets/{reference}/messages/1/take-back").status_code == 404
    assert post(client, f"/tickets/{reference}/messages/999/take-back").status_code == 404


def test_a_viewer_takes_nothing_back(waiting):
    house, _ = waiting
    _, action = replied(house, house.logged_in())
    assert post(house.logged_in("viewer"), action).status_code == 403


def test_the_status_goes_back_with_the_reply_that_set_it(waiting):
    house, _ = waiting
    client = house.logged_in()
    reference = house.submit()
    house.work()
    path = f"/tickets/{reference}"
    post(client, f"{path}/messages", kind="reply", body="Done.", then="solve")
    from bridge.services.tickets import ticket_view

    assert ticket_view.show(house.ctx, reference).status == "solved"
    action = client.get(path).text.partition('class="row undo" action="')[2].partition('"')[0]
    post(client, action)
    view = ticket_view.show(house.ctx, reference)
    assert (view.status, view.solved_at) == ("new", None)


def test_the_next_reply_brings_the_files_of_the_one_taken_back_and_no_stale_reference(waiting):
    house, clock = waiting
    client = house.logged_in()
    reference, action = replied(house, client, files=(BytesIO(b"log line"), "log.txt"))
    taken = post(client, action).text
    carry = taken.partition('name="carry" value="')[2].partition('"')[0]
    seen = taken.partition('name="seen" value="')[2].partition('"')[0]
    answer = post(
        client,
        f"/tickets/{reference}/messages",
        kind="reply",
        body="Better.",
        carry=carry,
        seen=seen,
    )
    assert answer.status_code == 302
    clock.move(seconds=10)
    house.work()
    [mail] = house.post.mails
    assert [(file.name, file.content) for file in mail.attachments] == [("log.txt", b"log line")]
    assert "Better." in mail.text
    assert len(mail.references) == 1


def test_an_automatic_answer_does_not_wait(waiting):
    house, _ = waiting
    house.submit()
    house.work()
    assert len(house.post.mails) == 1
    assert house.ctx.timing.undo_send == timedelta(seconds=10)


def test_the_same_words_sent_again_after_taking_them_back_are_a_reply_of_their_own(waiting):
    house, clock = waiting
    client = house.logged_in()
    reference, action = replied(house, client, "As before.")
    seen = post(client, action).text.partition('name="seen" value="')[2].partition('"')[0]
    path = f"/tickets/{reference}/messages"
    assert post(client, path, kind="reply", body="As before.", seen=seen).status_code == 302
    clock.move(seconds=10)
    house.work()
    assert len(house.post.mails) == 1
