"""The SMTP sink and its mailboxes, over real SMTP and HTTP."""

import smtplib
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
import requests

from bridge.cli.demo.mailbox.store import MailStore
from tests.demo.parts import TRICKY, Receiver, Sink, mail


def test_a_mail_sent_by_smtp_can_be_read_back_unchanged(sink: Sink) -> None:
    raw = mail()
    sink.send(raw, "bounce@helpdesk.test", "ann@example.test", "bob@example.test")
    found = sink.get("/api/messages", to="ANN@example.test")
    assert found["count"] == 1
    read = sink.get(f"/api/messages/{found['messages'][0]['id']}")
    assert read["envelope"] == {
        "from": "bounce@helpdesk.test",
        "to": ["ann@example.test", "bob@example.test"],
    }
    assert read["subject"] == TRICKY
    assert read["text"] == f"{TRICKY}\n"
    assert ["Message-ID", "<first@helpdesk.test>"] in read["headers"]
    as_it_came = requests.get(f"{sink.url}/api/messages/{read['id']}/raw", timeout=20).content
    assert as_it_came == raw
    assert [path.read_bytes() for path in sink.folder.glob("*.eml")] == [raw]


def test_mails_are_found_by_recipient_subject_and_since(sink: Sink) -> None:
    sink.send(mail("First case"), "s@helpdesk.test", "ann@example.test")
    sink.send(mail("Second case"), "s@helpdesk.test", "bob@example.test")
    newest, oldest = sink.get("/api/messages")["messages"]
    assert (newest["subject"], oldest["subject"]) == ("Second case", "First case")
    assert sink.get("/api/messages", subject="first")["messages"] == [oldest]
    assert sink.get("/api/messages", to="bob@example.test")["messages"] == [newest]
    assert sink.get("/api/messages", since=str(oldest["id"]))["messages"] == [newest]
    assert sink.get("/api/messages", since=newest["stored_at"])["messages"] == [newest]
    assert requests.get(f"{sink.url}/api/messages?since=soon", timeout=20).status_code == 400


def test_deleted_mails_are_gone_from_memory_and_disk(sink: Sink) -> None:
    sink.send(mail())
    assert requests.delete(f"{sink.url}/api/messages", timeout=20).json() == {"deleted": 1}
    assert sink.get("/api/messages")["count"] == 0
    assert list(sink.folder.iterdir()) == []


def test_a_restart_finds_the_mails_on_disk(tmp_path: Path) -> None:
    first = MailStore(tmp_path)
    kept = first.add("received", "a@helpdesk.test", ("ann@example.test",), mail())
    again = MailStore(tmp_path)
    assert again.get(kept.id) == kept
    assert again.add("received", "", (), b"").id == kept.id + 1


def test_an_answer_threads_with_the_mail_that_it_answers(sink: Sink, receiver: Receiver) -> None:
    sink.send(mail(Reply_To="support+HB-1042.sig@helpdesk.test", References="<zero@helpdesk.test>"))
    response = sink.post("/api/messages/1/reply", {"text": f"It works: {TRICKY}"})
    assert response.status_code == 201
    assert response.json()["answer"]["words"] == "The bridge took it: HB-1042."
    (call,) = receiver.calls
    assert call.path == "/hooks/mail/support"
    assert call.headers["Authorization"] == "Bearer tok-1"
    assert call.headers["Content-Type"] == "message/rfc822"
    answer = message_from_bytes(call.body, policy=default)
    assert answer["In-Reply-To"] == "<first@helpdesk.test>"
    assert answer["References"].split() == ["<zero@helpdesk.test>", "<first@helpdesk.test>"]
    assert answer["To"] == "support+HB-1042.sig@helpdesk.test"
    assert answer["From"] == "ann@example.test"
    assert answer["Subject"] == f"Re: {TRICKY}"
    assert answer["Message-ID"] not in (None, "<first@helpdesk.test>")
    text = answer.get_content().replace("\r\n", "\n")
    assert text.startswith(f"It works: {TRICKY}\n\nOn Mon, 23 Nov 2026 at 10:02, Support")
    assert f"> {TRICKY}\n" in text


def test_an_answer_that_the_bridge_refuses_is_kept_and_can_be_sent_again(
    sink: Sink, receiver: Receiver
) -> None:
    sink.send(mail())
    receiver.status = 503
    refused = sink.post("/api/messages/1/reply", {"text": "Hello"})
    assert refused.status_code == 502
    assert refused.json()["answer"]["taken"] is False
    receiver.status = 202
    again = sink.post(f"/api/messages/{refused.json()['id']}/deliver", {})
    assert again.json()["answer"]["taken"] is True
    assert [call.body for call in receiver.calls] == [receiver.calls[0].body] * 2


def test_a_raw_mail_is_handed_over_byte_for_byte(sink: Sink, receiver: Receiver) -> None:
    raw = b"From: ann@example.test\nTo: support@helpdesk.test\nSubject: \xff\n\nbroken \xfe\n"
    response = requests.post(f"{sink.url}/api/send", data=raw, timeout=20)
    assert response.status_code == 201
    assert [call.body for call in receiver.calls] == [raw]
    assert requests.get(f"{sink.url}/messages/1", timeout=20).status_code == 200


@pytest.mark.parametrize(
    ("mode", "code"), [("4xx", 451), ("5xx", 554)], ids=["for now", "for good"]
)
def test_the_sink_refuses_as_often_as_asked(sink: Sink, mode: str, code: int) -> None:
    assert sink.post("/api/faults", {"mode": mode, "count": 1}).ok
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        sink.send(mail())
    assert refusal.value.smtp_code == code
    sink.send(mail())
    assert sink.get("/api/messages")["count"] == 1
    assert sink.get("/api/faults") == {"mode": mode, "left": 0, "met": 1}


def test_one_recipient_of_two_can_be_refused(sink: Sink) -> None:
    sink.post("/api/faults", {"mode": "5xx", "recipient": "bob@example.test"})
    with smtplib.SMTP("127.0.0.1", sink.smtp_port, timeout=20) as smtp:
        refused = smtp.sendmail("s@h.test", ["ann@example.test", "bob@example.test"], mail())
    assert list(refused) == ["bob@example.test"]
    assert sink.get("/api/messages")["messages"][0]["envelope"]["to"] == ["ann@example.test"]


@pytest.mark.parametrize("kept", [1, 0])
def test_a_connection_cut_after_data_gives_no_answer(sink: Sink, kept: int) -> None:
    sink.post("/api/faults", {"mode": "cut_after_data", "count": 1, "keep": bool(kept)})
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        sink.send(mail())
    assert sink.get("/api/messages")["count"] == kept
    sink.send(mail())
    assert sink.get("/api/messages")["count"] == kept + 1


def test_a_hanging_sink_lets_the_sender_give_up_and_serves_the_next(sink: Sink) -> None:
    sink.post("/api/faults", {"mode": "hang", "count": 1})
    smtp = smtplib.SMTP("127.0.0.1", sink.smtp_port, timeout=0.5)
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        smtp.sendmail("s@h.test", ["ann@example.test"], mail())
    smtp.close()
    sink.send(mail())
    assert sink.get("/api/messages")["count"] == 1


@pytest.mark.parametrize("body", ['{"mode":"odd"}', '{"mode":"4xx","count":0}', "[]", "{", ""])
def test_a_wrong_fault_is_refused_in_plain_words(sink: Sink, body: str) -> None:
    response = requests.post(f"{sink.url}/api/faults", data=body, timeout=20)
    assert response.status_code == 400
    assert response.json()["detail"]
