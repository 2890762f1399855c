"""`/settings/set-aside`: what was given up, for those who set the helpdesk up."""

import pytest
from flask.testing import FlaskClient

from bridge.domain.actor import Actor
from bridge.domain.words import ActorKind, EffectKind
from bridge.services import health
from bridge.services.outgoing import notification_mail, outbox
from bridge.services.tickets import conversation
from bridge.store.effects import Effect
from tests.web.house import House, open_house, post

PATH = "/settings/set-aside"


@pytest.fixture
def house(tmp_path):
    opened = open_house(tmp_path, HELPDESK_NOTIFY_WAIT_SECONDS="0")
    yield opened
    opened.ctx.database.dispose()


def given_up(house: House) -> int:
    """Lou's notification by mail, set aside; the effect."""
    lou = house.agent("agent", "lou@desk.test")
    lead = house.agent("lead", "lead@desk.test")
    reference = house.submit()
    house.work()
    house.post.mails.clear()
    actor = Actor(ActorKind.AGENT, lead.name, lead.id)
    conversation.note(house.ctx, actor, reference, f"@{lou.name}, look at this.")
    [held] = outbox.claim(house.ctx, "replies")
    notification_mail.send(house.ctx, held)
    with house.ctx.transaction() as tx:
        effect = tx.session.query(Effect).filter_by(kind=EffectKind.DELIVER, state="due").one()
        effect.state, effect.last_error = "dead", "MemoryError: too much"
        return effect.id


def main_of(client: FlaskClient, path: str = PATH) -> str:
    return client.get(path).text.partition("<main")[2]


def test_a_notification_that_was_given_up_is_listed_and_tried_again(house: House) -> None:
    effect_id = given_up(house)
    admin = house.logged_in("admin")
    assert "1 waits" in main_of(admin, "/settings")
    page = main_of(admin)
    assert "a notification by mail to lou@desk.test" in page
    assert "MemoryError: too much" in page
    [queue] = [one for one in health.full(house.ctx) if one.name == "queue replies"]
    assert (queue.ok, PATH in queue.says) == (False, True)
    action = f"{PATH}/{effect_id}/try-again"
    assert action in page
    assert post(admin, action).status_code == 302
    assert "Nothing was given up." in main_of(admin)
    again = post(admin, action)
    assert (again.status_code, "This was tried again already." in again.text) == (409, True)
    house.work()
    assert [mail.to.email for mail in house.post.mails] == ["lou@desk.test"]


def test_what_was_never_given_up_is_not_found(house: House) -> None:
    admin = house.logged_in("admin")
    assert post(admin, f"{PATH}/999/try-again").status_code == 404


def test_only_who_sets_the_helpdesk_up_sees_and_does_it(house: House) -> None:
    effect_id = given_up(house)
    stranger = house.app.test_client()
    assert stranger.get(PATH).status_code == 302
    assert post(stranger, f"{PATH}/{effect_id}/try-again").status_code == 401
    for role in ("agent", "editor", "viewer"):
        client = house.logged_in(role)
        assert client.get(PATH).status_code == 403
        assert post(client, f"{PATH}/{effect_id}/try-again").status_code == 403
    assert house.logged_in("admin").post(f"{PATH}/{effect_id}/try-again").status_code == 400
    house.work()
    assert house.post.mails == []


def test_it_is_french_for_who_reads_french(house: House) -> None:
    given_up(house)
    page = main_of(house.logged_in("admin", language="fr"))
    assert "Tâches abandonnées" in page
    assert "une notification par e-mail à lou@desk.test" in page
