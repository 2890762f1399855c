"""Drafts in the helpdesk alone, on both databases."""

import pytest

from bridge.domain.actor import Actor
from bridge.domain.errors import Conflict, Invalid, NotFound
from bridge.services.articles import drafting, shelves
from bridge.services.articles.drafting import DraftChange
from bridge.services.outgoing import outbox
from bridge.services.tickets import conversation, lookup, ticket_view
from bridge.services.vendors import escalation
from bridge.services.visitors import vendor_portal
from bridge.store.drafts import ArticleDraft
from bridge.store.effects import Effect
from bridge.store.sites import Site
from tests.support.desk import MAIL_VENDOR, Desk

BODY = "I am Ann Lee. Write to ann@example.org or call +44 20 7946 0018. _It_ burns [a](b)."


def change(**values: str) -> DraftChange:
    held = {"title": "A title", "text": "A text", "language": "en", "site": "main"} | values
    return DraftChange(**held, categories=())


def begun(bridge: Desk) -> tuple[str, int]:
    reference = bridge.pushed(fields=bridge.fields(name="Ann Lee", message=BODY))
    bridge.drain()
    return reference, drafting.begin(bridge.ctx, bridge.agent, reference)


def test_a_ticket_tells_its_question_and_public_answers_and_nothing_else(bridge: Desk) -> None:
    reference = bridge.pushed(fields=bridge.fields(name="Ann Lee", message=BODY))
    bridge.drain()
    ctx, lou = bridge.ctx, bridge.agent
    conversation.reply(ctx, lou, reference, "Use a fire blanket, Ann.")
    conversation.note(ctx, lou, reference, "NOTE: faulty batch")
    escalation.escalate(ctx, lou, reference, MAIL_VENDOR, "ASK: is it known?")
    with ctx.reading() as tx:
        [(case, _vendor)] = tx.vendors.escalations(lookup.found(tx, reference).id)
    vendor_portal.answer(ctx, case.token, "comment", "VENDOR: yes", None)
    draft = shelves.draft(ctx, drafting.begin(ctx, lou, reference))
    assert draft.title == "The printer is on fire"
    assert draft.text.startswith("## Question\n\n")
    assert "## Answer\n\nUse a fire blanket, [name hidden]." in draft.text
    for private in ("Ann", "ann@example.org", "7946", "NOTE", "ASK", "VENDOR"):
        assert private not in draft.text
    shown = shelves.preview(draft.text)
    assert "_It_ burns [a](b)." in shown  # a visitor's text makes no marks


def test_a_ticket_has_one_draft_however_often_it_is_asked_for(bridge: Desk) -> None:
    reference, draft = begun(bridge)
    assert drafting.begin(bridge.ctx, bridge.agent, reference) == draft
    assert bridge.count(ArticleDraft) == 1
    [event] = bridge.events(reference, "article_drafted")
    assert (event.actor, event.data) == ("Lou", {"draft": draft})
    found = shelves.draft_of_ticket(bridge.ctx, ticket_view.show(bridge.ctx, reference).id)
    assert found is not None
    assert (found.id, found.state, found.ticket) == (draft, "local", reference)


def test_the_second_of_two_who_write_at_once_is_told_and_overwrites_nothing(bridge: Desk) -> None:
    _reference, draft = begun(bridge)
    drafting.save(bridge.ctx, bridge.agent, draft, change(text="Hers"), 1)
    with pytest.raises(Conflict):
        drafting.save(bridge.ctx, Actor("agent", "Max", 9), draft, change(text="His"), 1)
    view = shelves.draft(bridge.ctx, draft)
    assert (view.text, view.revision, view.changed_by) == ("Hers", 2, "Lou")


def test_to_save_without_a_change_changes_nothing(bridge: Desk) -> None:
    _reference, draft = begun(bridge)
    view = shelves.draft(bridge.ctx, draft)
    same = change(title=view.title, text=view.text, language=view.language)
    drafting.save(bridge.ctx, bridge.agent, draft, same, view.revision)
    assert shelves.draft(bridge.ctx, draft) == view


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"text": " \n"}, "text"),
        ({"text": "x" * 200_001}, "text"),
        ({"language": "de"}, "language"),
        ({"site": "nowhere"}, "site"),
    ],
)
def test_what_cannot_be_sent_names_the_field(bridge: Desk, values, field) -> None:
    _reference, draft = begun(bridge)
    with pytest.raises(Invalid) as caught:
        drafting.send(bridge.ctx, bridge.agent, draft, change(**values), 1)
    assert caught.value.field == field
    assert shelves.draft(bridge.ctx, draft).state == "local"


def test_to_send_queues_one_effect_however_often_it_is_asked_for(bridge: Desk) -> None:
    _reference, draft = begun(bridge)
    before = bridge.count(Effect)
    drafting.send(bridge.ctx, bridge.agent, draft, change(), 1)
    drafting.send(bridge.ctx, bridge.agent, draft, change(text="Again"), 2)
    drafting.look_again(bridge.ctx, draft)
    assert bridge.count(Effect) == before + 1
    assert bridge.queue.nudged[-1] == "sync"
    assert shelves.draft(bridge.ctx, draft).state == "queued"


def test_a_draft_on_its_way_counts_as_a_call_to_its_site(bridge: Desk) -> None:
    bridge.add_site("other", bridge.site_secret)
    draft = drafting.blank(bridge.ctx, bridge.agent, "other")
    drafting.send(bridge.ctx, bridge.agent, draft, change(site="other"), 1)
    claims = outbox.claim(bridge.ctx, "sync")
    [ours] = [claim for claim in claims if claim.kind == "publish_draft"]
    assert draft == 1
    assert outbox.sites_of(bridge.ctx, [ours]) == {ours.effect_id: 2}


def test_a_draft_is_never_moved_to_another_site_once_it_is_under_way(bridge: Desk) -> None:
    bridge.add_site("other", bridge.site_secret)
    _reference, draft = begun(bridge)
    drafting.save(bridge.ctx, bridge.agent, draft, change(site="other"), 1)
    assert shelves.draft(bridge.ctx, draft).site == "other"
    drafting.send(bridge.ctx, bridge.agent, draft, change(site="other"), 2)
    drafting.save(bridge.ctx, bridge.agent, draft, change(site="main", text="B"), 2)
    assert shelves.draft(bridge.ctx, draft).site == "other"


def test_a_draft_needs_a_site_and_what_is_not_there_is_not_found(bridge: Desk) -> None:
    with pytest.raises(NotFound):
        drafting.look_again(bridge.ctx, 7)
    with pytest.raises(NotFound):
        shelves.draft(bridge.ctx, 7)
    with bridge.ctx.transaction() as tx:
        for kind in tx.mirror.types(1):
            tx.session.delete(kind)
        tx.session.flush()
        tx.session.delete(tx.session.get(Site, 1))
    with pytest.raises(Invalid, match="Connect a WordPress site first"):
        drafting.blank(bridge.ctx, bridge.agent)
