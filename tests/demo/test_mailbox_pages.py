"""The mailbox pages: what a person sees and sends, and that mails cannot do harm."""

from email import message_from_bytes
from email.policy import default

import pytest
import requests

from tests.demo.parts import TRICKY, Receiver, Sink, mail

HOSTILE_HTML = (
    '<!doctype html><title>x</title><script>alert(1)</script><a href="http://x.test">go</a>'
)


def page(sink: Sink, path: str) -> requests.Response:
    response = requests.get(f"{sink.url}{path}", timeout=20)
    assert response.status_code == 200
    return response


def test_every_recipient_has_a_mailbox_with_its_mails(sink: Sink) -> None:
    sink.send(mail("For two"), "s@helpdesk.test", "ann@example.test", "bob@example.test")
    sink.send(mail("For Bob alone"), "s@helpdesk.test", "BOB@example.test")
    for_ann = page(sink, "/mailboxes/ann@example.test").text
    assert "For two" in for_ann
    assert "For Bob alone" not in for_ann
    assert "For Bob alone" in page(sink, "/mailboxes/bob@example.test").text


def test_a_mail_is_shown_with_nothing_interpreted(sink: Sink) -> None:
    sink.send(mail(f"{TRICKY}<script>", f"{TRICKY}<script>"))
    for view in ("text", "raw"):
        shown = page(sink, f"/messages/1?view={view}")
        assert "<b>html</b>" not in shown.text
        assert shown.text.count("<script") == 1  # the page's own
        assert "unsafe-inline" not in shown.headers["Content-Security-Policy"]


def test_the_html_part_has_a_page_that_can_run_nothing(sink: Sink) -> None:
    sink.send(mail(text=HOSTILE_HTML, Content_Type="text/html; charset=utf-8"))
    assert '<iframe class="letter"' in page(sink, "/messages/1").text
    part = page(sink, "/messages/1/html")
    policy = part.headers["Content-Security-Policy"]
    assert policy.startswith(
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'"
    )
    assert "allow-scripts" not in policy
    assert part.text.startswith('<!doctype html><base target="_blank">')


def test_a_person_answers_by_form_and_sees_what_the_bridge_said(
    sink: Sink, receiver: Receiver
) -> None:
    sink.send(mail())
    form = {"text": "Thanks\r\nAnn", "from": "ann@example.test"}
    shown = requests.post(f"{sink.url}/messages/1/reply", data=form, timeout=20)
    assert "The bridge took it: HB-1042." in shown.text
    answer = message_from_bytes(receiver.calls[0].body, policy=default)
    assert answer["In-Reply-To"] == "<first@helpdesk.test>"
    assert answer.get_content().startswith("Thanks\r\nAnn\r\n")


def test_an_undelivered_answer_stays_in_the_mailbox_with_a_way_to_try_again(
    sink: Sink, receiver: Receiver
) -> None:
    sink.send(mail())
    receiver.status, receiver.answer = 401, {"detail": "Unknown token"}
    shown = requests.post(f"{sink.url}/messages/1/reply", data={"text": "Hello"}, timeout=20)
    assert "Not delivered." in shown.text
    assert "It says: Unknown token" in shown.text
    assert "Not delivered" in page(sink, "/mailboxes/ann@example.test").text
    receiver.status = 202
    again = requests.post(f"{sink.url}/messages/2/deliver", timeout=20)
    assert "Sent." in again.text


def test_a_person_writes_a_new_mail_to_support(sink: Sink, receiver: Receiver) -> None:
    assert 'value="support@helpdesk.test"' in page(sink, "/new").text
    form = {
        "from": "Zoé Ünï 😀 <zoe@example.test>",
        "to": "support@helpdesk.test",
        "subject": TRICKY,
        "text": TRICKY,
    }
    assert requests.post(f"{sink.url}/new", data=form, timeout=20).status_code == 200
    sent = message_from_bytes(receiver.calls[0].body, policy=default)
    assert sent["Subject"] == TRICKY
    assert str(sent["From"].addresses[0].display_name) == "Zoé Ünï 😀"
    assert sent.get_content() == f"{TRICKY}\r\n" or sent.get_content() == f"{TRICKY}\n"


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": ""},
        {"from": "ann"},
        {"to": "a b@@c"},
        {"to": "x@y.test\r\nBcc: z@y.test"},
        {"text": " "},
    ],
)
def test_a_mail_that_cannot_be_written_is_explained_and_not_sent(
    sink: Sink, receiver: Receiver, wrong: dict[str, str]
) -> None:
    right = {"from": "ann@example.test", "to": "s@helpdesk.test", "subject": "", "text": "Hello"}
    response = requests.post(f"{sink.url}/new", data=right | wrong, timeout=20)
    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert receiver.calls == []


@pytest.mark.parametrize(
    "raw",
    [
        b"no header at all",
        b"Subject: =?utf-8?b?%%%?=\r\nFrom: \xff\xfe <@>\r\n\r\n\x00\x00",
        b"Subject: =?no-such-charset?q?x?=\r\nContent-Type: text/plain; charset=nope\r\n\r\n\xe9",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ntext",
        b"From: a@b.test, c@d.test\r\nDate: soon\r\nReply-To: \r\n\r\n",
    ],
)
def test_a_broken_mail_is_kept_shown_and_never_an_error(sink: Sink, raw: bytes) -> None:
    sink.send(raw)
    (found,) = sink.get("/api/messages")["messages"]
    page(sink, "/")
    for path in (f"/messages/{found['id']}", f"/api/messages/{found['id']}"):
        page(sink, path)
    form = {"text": "Hello"}
    answer = requests.post(f"{sink.url}/messages/{found['id']}/reply", data=form, timeout=20)
    assert answer.status_code in (200, 400)


def test_an_attachment_is_only_ever_downloaded(sink: Sink) -> None:
    sink.send(
        mail(
            text="<script>",
            Content_Type="text/html",
            Content_Disposition='attachment; filename="a<b>.html"',
        )
    )
    response = page(sink, "/messages/1/attachments/1")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    "path", ["/messages/99", "/messages/1/html", "/messages/1/attachments/1", "/api/messages/99"]
)
def test_what_is_not_there_is_a_plain_404(sink: Sink, path: str) -> None:
    sink.send(mail())
    assert requests.get(f"{sink.url}{path}", timeout=20).status_code == 404
