"""Automatic answers on the pages: folded, with links that are ours and nobody else's."""

from bridge.web.mail_text import linked, opening
from tests.web.house import House


def test_a_greeting_alone_is_not_the_opening() -> None:
    text = "Hello Ann,\n\nYour message has reached us. Its reference is HB-1.\n\nMore.\n  Read: x\n"
    first, rest = opening(text)
    assert first == "Hello Ann, Your message has reached us. Its reference is HB-1."
    assert rest == "More.\n  Read: x"


def test_a_short_text_is_not_folded() -> None:
    assert opening("Thank\nyou.") == ("Thank you.", "")


def test_only_our_own_addresses_become_links(house: House) -> None:
    text = "Read: http://localhost/s/ab-1_c?solved=1\n<b> http://evil.test/s/x http://localhost/t/q"
    with house.app.test_request_context():
        assert linked(text, "s") == (
            'Read: <a href="http://localhost/s/ab-1_c?solved=1">'
            "http://localhost/s/ab-1_c?solved=1</a>\n"
            "&lt;b&gt; http://evil.test/s/x http://localhost/t/q"
        )


def test_the_visitor_can_unfold_the_answer_and_follow_its_links(house: House) -> None:
    token = house.ticket_token(house.submit())
    house.work()
    page = house.app.test_client().get(f"/t/{token}").get_data(as_text=True)
    assert '<details class="automatic">' in page
    assert f'<a href="http://localhost/t/{token}">' in page
