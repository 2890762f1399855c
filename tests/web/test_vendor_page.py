"""`/v/…` from the vendor's side: what it took, what waits for it, what it handed in."""

from bridge.domain.actor import Actor
from bridge.domain.ports import FileContent
from bridge.domain.words import ActorKind
from bridge.services.vendors import escalation
from bridge.services.visitors import vendor_portal
from tests.web.house import PNG, House

MAYA = Actor(ActorKind.AGENT, "Maya", 1)


def case(house: House) -> str:
    house.vendor("acme", name="Acme Parts")
    escalation.escalate(house.ctx, MAYA, house.submit(), "acme", "Is there a spare part?")
    house.work()
    return house.case_token()


def page(house: House, token: str) -> str:
    answer = house.app.test_client().get(f"/v/{token}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_new_case_waits_for_the_vendor_and_offers_to_take_it(house: House) -> None:
    shown = page(house, case(house))
    assert "Waiting for you" in shown
    assert 'value="acknowledged" required checked' in shown


def test_taking_it_is_a_line_and_is_not_offered_first_again(house: House) -> None:
    token = case(house)
    vendor_portal.answer(house.ctx, token, "acknowledged", "", "INC77")
    vendor_portal.answer(house.ctx, token, "comment", "Which batch?", None)
    escalation.write_to_vendor(house.ctx, MAYA, "ESC-1", "Batch H7.")
    shown = page(house, token)
    assert "<b>Acme Parts</b> took the case as INC77" in shown
    assert 'value="comment" required checked' in shown
    assert "Waiting for you" in shown
    assert "Answer by" not in shown


def test_the_vendor_sees_the_files_that_it_handed_in(house: House) -> None:
    token = case(house)
    vendor_portal.answer(
        house.ctx, token, "resolved", "", None, (FileContent("drawing.png", "image/png", PNG),)
    )
    shown = page(house, token)
    assert '<span class="name">drawing.png</span>' in shown
    assert "resolved the case" in shown
