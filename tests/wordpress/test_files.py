"""Files that visitors attach."""

import hashlib

import pytest
import requests

from tests.wordpress.visitor import TIMEOUT, open_form

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.fixture
def attached(site, submissions):
    """A submission with the file `Büro "1".png`, as the feed shows it."""
    form = open_form(f"{site.url}/support/")
    form.post(form.filled(), ("Büro '1'.png", PICTURE, "image/png"))
    return submissions()[0]["files"][0]


def test_a_file_is_described_in_the_feed(attached):
    assert attached.pop("url").startswith("http://127.0.0.1:")
    assert attached == {
        "field": "hb-file",
        "name": "Büro '1'.png",
        "type": "image/png",
        "size": len(PICTURE),
        "sha256": hashlib.sha256(PICTURE).hexdigest(),
    }


@pytest.mark.every_version
def test_the_bridge_gets_a_file_whole_and_as_a_download(site, attached):
    login = (site.bridge.name, site.bridge.application_password)
    answer = requests.get(attached["url"], auth=login, timeout=TIMEOUT)
    assert answer.content == PICTURE
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_nobody_else_gets_a_file(site, attached):
    assert requests.get(attached["url"], timeout=TIMEOUT).status_code == 401
    wrong = requests.get(attached["url"], auth=(site.bridge.name, "wrong"), timeout=TIMEOUT)
    assert wrong.status_code == 401


@pytest.mark.parametrize(
    "route", ["files/00000000-0000-4000-8000-000000000000", "files/..%2f..%2fsite.json", "files/"]
)
def test_a_file_that_is_not_there_is_not_found(read, route):
    assert read(route).status_code == 404


def test_a_file_stands_outside_of_what_the_web_server_shows(site, attached):
    kept = [path for path in site.folder.rglob("*") if path.is_file() and "files" in path.parts]
    mine = [path for path in kept if path.stat().st_size == len(PICTURE)]
    assert [path.is_relative_to(site.folder / "www") for path in mine] == [False] * len(mine)
    assert mine


def test_a_repeated_post_keeps_its_file_once(site, submissions):
    form = open_form(f"{site.url}/support/")
    before = len(list((site.folder / "private" / "files").iterdir()))
    for _ in range(2):
        form.post(form.filled(), ("a.txt", b"once", "text/plain"))
    assert len(submissions()) == 1
    assert len(list((site.folder / "private" / "files").iterdir())) == before + 1


@pytest.mark.parametrize("name", ["a.php", "a.phtml", "a.html", "a.svg", ".htaccess", "a.png.exe"])
def test_a_file_that_could_do_harm_is_refused_with_the_reason(site, submissions, name):
    form = open_form(f"{site.url}/support/")
    answer = form.post(form.filled(), (name, b"<?php", "image/png"))
    assert answer.status_code == requests.codes.unprocessable_entity
    assert "Files of this type are not accepted." in answer.text
    assert submissions() == []


@pytest.mark.parametrize("megabytes", [11, 13])
def test_a_file_that_is_too_large_is_refused_with_the_limit(site, submissions, megabytes):
    form = open_form(f"{site.url}/support/")
    answer = form.post(form.filled(), ("a.txt", b"x" * megabytes * 1024**2, "text/plain"))
    assert answer.status_code == requests.codes.unprocessable_entity
    assert "This file is too large. The limit is 10 MB." in answer.text
    assert submissions() == []
