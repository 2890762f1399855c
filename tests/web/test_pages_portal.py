"""What visitors and vendors see by their token, and nothing else: RELIABILITY A01, A23, A47."""

import io

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bridge.domain.ports import FileContent
from bridge.services.tickets import conversation, ticket_view
from bridge.services.visitors import portal
from tests.web.house import PNG, csrf
from tests.web.scene import (
    ASKED_ACME,
    ASKED_ZENITH,
    SAID_BY_ACME,
    SAID_BY_ZENITH,
    SECRET_NOTE,
    Scene,
)

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'></svg>"
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def anybody(scene: Scene) -> FlaskClient:
    return scene.house.app.test_client()


def send(client: FlaskClient, page: str, path: str, **form: object) -> TestResponse:
    answer: TestResponse = client.post(path, data={"csrf_token": csrf(client, page), **form})
    return answer


# ---- tokens


def test_guessed_and_foreign_tokens_find_nothing_and_learn_nothing(
    scene: Scene, anybody: FlaskClient
) -> None:
    token = scene.visitor
    number = token_id = str(int(scene.reference.removeprefix("HB-")) - 1000)
    guesses = ("", number, scene.reference, "ESC-1", token[:-1], token + "A", token.swapcase())
    guesses += ("%00", "%F0%9F%98%80", "a" * 5000, "' OR 1=1 --", "%25", "*")
    foreign = {"t": scene.acme, "v": scene.visitor, "s": scene.visitor}
    said = set()
    for room in "tvs":
        for guess in (*guesses, foreign[room], token_id):
            answer = anybody.get(f"/{room}/{guess}")
            assert answer.status_code == 404, (room, guess)
            assert "lamp" not in answer.text
            assert "Ann" not in answer.text
            if guess:
                said.add((room, answer.text))
    assert len(said) == 3  # one wording in each room, whatever was guessed


def test_posts_with_guessed_tokens_change_nothing(scene: Scene, anybody: FlaskClient) -> None:
    before = scene.counts()
    csrf_token = csrf(anybody)
    for path in ("/t/guess/reply", "/t/guess/solve", "/v/guess", "/s/guess"):
        form = {"csrf_token": csrf_token, "body": "Hello", "type": "comment"}
        assert anybody.post(path, data=form).status_code == 404, path
    assert scene.counts() == before


# ---- reading changes nothing


def test_opening_links_solves_nothing_and_the_button_does(
    scene: Scene, anybody: FlaskClient
) -> None:
    before = scene.counts()
    asked = f"/s/{scene.suggestion}?solved=1"
    for _ in range(2):
        assert anybody.get(asked).status_code == 200
        assert anybody.head(asked).status_code == 200
        opened = anybody.get(f"/s/{scene.suggestion}")
        assert opened.headers["Location"] == "https://shop.test/help/lamp/"
        anybody.get(f"/t/{scene.visitor}")
        anybody.get(f"/v/{scene.acme}")
    assert scene.counts() == before
    solved = send(anybody, asked, f"/s/{scene.suggestion}")
    assert solved.headers["Location"] == f"/t/{scene.visitor}"
    assert ticket_view.show(scene.house.ctx, scene.reference).status == "solved"
    after = scene.counts()
    send(anybody, asked, f"/s/{scene.suggestion}")
    assert scene.counts() == after


# ---- files


def test_a_visitor_gets_only_the_files_of_their_own_open_messages(
    scene: Scene, anybody: FlaskClient
) -> None:
    own, other = scene.files(), scene.files(scene.other)
    page = f"/t/{scene.visitor}"
    assert anybody.get(f"{page}/files/{own['label.png']}").data == PNG
    hidden = (own["inner.txt"], own["acme.txt"], other["other.png"], 0, 99_999, 10**30)
    for number in hidden:
        assert anybody.get(f"{page}/files/{number}").status_code == 404, number
    assert anybody.get(f"/t/{scene.stranger}/files/{own['label.png']}").status_code == 404
    assert anybody.get(f"/t/guess/files/{own['label.png']}").status_code == 404
    assert anybody.get(f"/t/{scene.acme}/files/{own['acme.txt']}").status_code == 404


def test_nothing_that_was_uploaded_can_run(scene: Scene, anybody: FlaskClient) -> None:
    uploads = {
        "page.png": HTML,
        "drawing.png": SVG,
        "drawing.svg": SVG,
        "page.html": HTML,
        "polyglot.gif": b"GIF89a=1;alert(1)//",
        'a"b\r\nX-Evil: 1.txt': b"text",
        "gpj.\u202eexe.png": b"MZ" + bytes(64),
        "real.png": PNG,
    }
    path = f"/t/{scene.visitor}"
    for name, content in uploads.items():
        file = (FileContent(name, "image/png", content),)
        portal.visitor_reply(scene.house.ctx, scene.visitor, "Here.", file)
    known = {name: number for name, number in scene.files().items() if name != "label.png"}
    shown = {name: anybody.get(f"{path}/files/{number}") for name, number in known.items()}
    for name, answer in shown.items():
        if answer.status_code == 404:
            assert name in ("inner.txt", "acme.txt")
            continue
        kind, _, _ = answer.headers["Content-Disposition"].partition(";")
        expected = "inline" if name in ("real.png", "polyglot.gif") else "attachment"
        assert kind == expected, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.mimetype not in ("text/html", "image/svg+xml", "application/xml")
        assert "X-Evil" not in answer.headers
        assert "\u202e" not in name
    assert len(shown) == len(uploads) + 2


def test_an_agent_gets_files_under_the_same_guard(scene: Scene) -> None:
    agent = scene.house.logged_in()
    answer = agent.get(f"/tickets/{scene.reference}/files/{scene.files()['acme.txt']}")
    assert answer.data == b"from acme"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_sent_file_arrives_whole_under_its_name(scene: Scene, anybody: FlaskClient) -> None:
    page = f"/t/{scene.visitor}"
    files = [(io.BytesIO(PNG), "Fotó ünï 😀.png"), (io.BytesIO(b""), "")]
    answer = send(anybody, page, f"{page}/reply", body="With a file", files=files)
    assert answer.status_code == 302
    number = scene.files()["Fotó ünï 😀.png"]
    got = anybody.get(f"{page}/files/{number}")
    assert got.data == PNG
    assert (
        "filename*=UTF-8''Fot%C3%B3%20%C3%BCn%C3%AF%20%F0%9F%98%80.png"
        in (got.headers["Content-Disposition"])
    )


# ---- who sees what


def test_a_visitor_never_sees_notes_or_vendors(scene: Scene, anybody: FlaskClient) -> None:
    page = anybody.get(f"/t/{scene.visitor}").text
    for text in (SECRET_NOTE, ASKED_ACME, SAID_BY_ACME, ASKED_ZENITH, SAID_BY_ZENITH):
        assert text not in page
    for text in ("inner.txt", "acme.txt", "ESC-", "INC-7", scene.acme, scene.stranger, "Bob"):
        assert text not in page
    assert "My lamp flickers since Monday." in page


def test_a_vendor_never_sees_notes_or_other_vendors(scene: Scene, anybody: FlaskClient) -> None:
    page = anybody.get(f"/v/{scene.acme}").text
    assert ASKED_ACME in page
    assert SAID_BY_ACME in page
    for text in (SECRET_NOTE, ASKED_ZENITH, SAID_BY_ZENITH, "Zenith", "inner.txt", "Bob"):
        assert text not in page
    for text in ("Ann", "ann@visitor.test", scene.visitor, scene.zenith):
        assert text not in page


def test_what_comes_later_stays_between_agents_and_visitor(
    scene: Scene, anybody: FlaskClient
) -> None:
    ctx = scene.house.ctx
    conversation.note(ctx, scene.agent, scene.reference, "A later secret")
    conversation.reply(ctx, scene.agent, scene.reference, "Later words to Ann")
    assert "Later words to Ann" in anybody.get(f"/t/{scene.visitor}").text
    assert "A later secret" not in anybody.get(f"/t/{scene.visitor}").text
    for token in (scene.acme, scene.zenith):
        page = anybody.get(f"/v/{token}").text
        assert "Later words" not in page
        assert "A later secret" not in page


# ---- what is written


def test_a_visitor_answers_and_solves(scene: Scene, anybody: FlaskClient) -> None:
    page = f"/t/{scene.visitor}"
    assert send(anybody, page, f"{page}/reply", body="Still dark.").status_code == 302
    assert "Still dark." in anybody.get(page).text
    assert send(anybody, page, f"{page}/solve").status_code == 302
    assert ticket_view.show(scene.house.ctx, scene.reference).status == "solved"


def test_a_vendor_answers_and_the_end_of_a_case_ends_its_form(
    scene: Scene, anybody: FlaskClient
) -> None:
    page = f"/v/{scene.acme}"
    form = {"type": "resolved", "body": "Driver sent.", "number": "INC-8"}
    assert send(anybody, page, page, **form).status_code == 302
    assert "Driver sent." in anybody.get(page).text
    before = scene.counts()
    assert send(anybody, f"/v/{scene.zenith}", page, **form).status_code == 400
    assert scene.counts() == before


def test_what_cannot_be_taken_is_refused_and_its_text_comes_back(
    scene: Scene, anybody: FlaskClient
) -> None:
    visitor, vendor = f"/t/{scene.visitor}", f"/v/{scene.acme}"
    before = scene.counts()
    long = "long " * 5000
    many = [(io.BytesIO(b"x"), f"{number}.txt") for number in range(21)]
    tries = (
        (visitor, f"{visitor}/reply", {"body": "  \r\n "}, ""),
        (visitor, f"{visitor}/reply", {"body": long}, long.strip()),
        (visitor, f"{visitor}/reply", {"body": "my words", "files": many}, "my words"),
        (vendor, vendor, {"type": "comment", "body": ""}, ""),
        (vendor, vendor, {"type": "nonsense", "body": "my words"}, "my words"),
        (vendor, vendor, {"body": "my words"}, "my words"),
        (vendor, vendor, {"type": "resolved", "body": long}, long.strip()),
        (vendor, vendor, {"type": "resolved", "body": "w", "number": "7" * 201}, "7" * 201),
    )
    for page, path, form, kept in tries:
        answer = send(anybody, page, path, **form)
        assert answer.status_code == 400, form
        assert 'role="alert"' in answer.text
        assert kept in answer.text
    assert scene.counts() == before


def test_private_pages_are_kept_by_no_cache(scene: Scene, anybody: FlaskClient) -> None:
    agent = scene.house.logged_in()
    file = f"files/{scene.files()['label.png']}"
    public = [f"/t/{scene.visitor}", f"/v/{scene.acme}", f"/s/{scene.suggestion}?solved=1"]
    public += [f"/t/{scene.visitor}/{file}", f"/s/{scene.suggestion}", "/login", "/t/guess"]
    private = ["/inbox", f"/tickets/{scene.reference}", f"/tickets/{scene.reference}/{file}"]
    private += ["/arrivals", f"/tickets/{scene.reference}/escalate", "/tickets/HB-9999"]
    for client, paths in ((anybody, public), (agent, private)):
        for path in paths:
            answer = client.get(path)
            assert answer.headers["Cache-Control"] == "no-store", path
            assert answer.headers["Referrer-Policy"] == "no-referrer", path
