"""A worker dies while it sends a draft: WordPress has it once, and the next run goes on."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridge.cli.demo.wordpress import Site
from bridge.domain.actor import Actor
from bridge.services.articles import drafting, shelves
from tests.support.stand_ins import SetClock
from tests.web.house import House
from tests.wordpress.helpdesk import house_of
from tests.wordpress.test_publishing import change, edit, posts

LEASE_AND_A_BIT = 61  # seconds
KILLED = -9


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime.now(UTC))


@pytest.fixture
def house(site: Site, tmp_path: Path, clock: SetClock) -> Iterator[House]:
    opened = house_of(site, tmp_path, clock)
    with opened.ctx.transaction() as tx:  # nothing else of this site is due
        tx.sites.get(1).last_pull_at = clock.now()
    yield opened
    opened.ctx.database.dispose()


def queued(house: House) -> int:
    who = house.agent("editor")
    actor = Actor("agent", who.name, who.id)
    draft = drafting.blank(house.ctx, actor)
    view = shelves.draft(house.ctx, draft)
    wanted = change(view, title="A lamp", text="It flickers.")
    drafting.send(house.ctx, actor, draft, wanted, view.revision)
    return draft


def work_and_die(folder: Path, step: str) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HELPDESK_DATA_DIR": str(folder),
        "HELPDESK_SECRET_KEY": "k" * 40,
        "HELPDESK_MAIL_FROM": "Harbour Support <support@desk.test>",
        "HELPDESK_BASE_URL": "http://localhost",
        "HELPDESK_EGRESS_ALLOW": "127.0.0.1",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "tests.wordpress.dying_worker", step],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == KILLED, ended.stderr


@pytest.mark.parametrize(
    ("step", "made"), [("before_create", 0), ("after_create", 1), ("after_release", 1)]
)
def test_a_worker_killed_while_it_sends_a_draft_makes_no_second_one(
    house: House, site: Site, clock: SetClock, tmp_path: Path, step: str, made: int
) -> None:
    draft = queued(house)
    work_and_die(tmp_path, step)
    assert len(posts(site)) == made
    house.work()  # the dead one's lease still runs
    assert len(posts(site)) == made
    clock.set(datetime.now(UTC))
    clock.move(seconds=LEASE_AND_A_BIT)
    house.work()
    [post] = posts(site)
    assert (post["title"], post["slug"], post["status"]) == ("A lamp", "", "draft")
    view = shelves.draft(house.ctx, draft)
    assert (view.state, view.wp_status, view.error) == ("in_step", "draft", None)


def test_what_somebody_wrote_into_a_post_that_we_had_not_noted_yet_is_kept(
    house: House, site: Site, clock: SetClock, tmp_path: Path
) -> None:
    draft = queued(house)
    work_and_die(tmp_path, "after_create")
    edit(site, posts(site)[0]["id"], post_content="<p>Mine already.</p>")
    clock.set(datetime.now(UTC))
    clock.move(seconds=LEASE_AND_A_BIT)
    house.work()
    [post] = posts(site)
    assert post["content"] == "<p>Mine already.</p>"
    view = shelves.draft(house.ctx, draft)
    assert view.state == "conflict"
    assert view.theirs
    assert view.theirs.text == "Mine already."


def test_a_post_that_went_to_the_trash_before_we_noted_it_is_found_there(
    house: House, site: Site, clock: SetClock, tmp_path: Path
) -> None:
    draft = queued(house)
    work_and_die(tmp_path, "after_create")
    site.evaluate("return (bool) wp_trash_post( $data );", posts(site)[0]["id"])
    clock.set(datetime.now(UTC))
    clock.move(seconds=LEASE_AND_A_BIT)
    house.work()
    assert len(posts(site)) == 1
    assert shelves.draft(house.ctx, draft).wp_status == "trash"
