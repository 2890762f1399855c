"""The helpdesk brings a visitor's files over from a site whose REST API is off."""

from pathlib import Path

import pytest
from sqlalchemy import select

from bridge.cli.demo.wordpress import Site
from bridge.domain.errors import SiteError
from bridge.domain.words import QueueName
from bridge.services.tickets import files
from bridge.store.attachments import Attachment
from tests.support.desk import Desk
from tests.wordpress.helpdesk import must_use
from tests.wordpress.mirror_site import Mirror
from tests.wordpress.test_site_check import REST_REFUSED

# Both databases: tests/services.
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

PART = 4 * 1024 * 1024  # what one call asks for
CONTENTS = {
    "every byte.bin": bytes(range(256)) * 16,
    "Ärger mit „Größe“ – 1.pdf": b"%PDF-1.4\r\n\x00\xff\r\n%%EOF",
    "empty.txt": b"",
    "one part.bin": b"\x00\r\n\xfe" * (PART // 4),
    "parts.bin": bytes(range(251)) * (2 * PART // 251 + 9),
}
HAND_OVER = """
$files = array();
foreach ( $data as $name => $path ) {
    $files[] = array( 'name' => $name, 'path' => $path, 'type' => 'application/octet-stream' );
}
do_action( 'helpdesk_bridge_submit', array( 'files' => $files ) );
"""


@pytest.fixture(params=["xmlrpc", "auto"])
def desk(request, bridge: Desk, site: Site):
    made = Mirror(bridge, site, request.param)
    made.connect()
    with must_use(site, REST_REFUSED):
        yield made


def hand_over(desk: Mirror, folder: Path, contents: dict[str, bytes]) -> None:
    """One submission with these files, by name."""
    paths = {}
    for number, (name, content) in enumerate(contents.items()):
        path = folder / str(number)
        path.write_bytes(content)
        paths[name] = str(path)
    desk.php(HAND_OVER, paths)
    assert desk.take_in().new == 1


def attachments(desk: Mirror) -> list[Attachment]:
    with desk.desk.ctx.reading() as tx:
        return list(tx.session.scalars(select(Attachment).order_by(Attachment.id)))


def test_files_arrive_byte_for_byte_under_their_names(desk, tmp_path):
    hand_over(desk, tmp_path, CONTENTS)
    desk.desk.drain(QueueName.SYNC)
    rows = attachments(desk)
    assert [(row.name, row.size, row.error) for row in rows] == [
        (name, len(content), None) for name, content in CONTENTS.items()
    ]
    for row in rows:
        kept, _ = files.of_ticket(desk.desk.ctx, row.ticket_id, row.id)
        assert kept.content == CONTENTS[row.name], row.name


def test_a_file_that_is_not_there_is_told(desk, tmp_path):
    hand_over(desk, tmp_path, {"a.txt": b"a"})
    url = attachments(desk)[0].source_url
    assert desk.remote().file(url).content == b"a"
    other = url.rpartition("/")[0] + "/00000000-0000-4000-8000-000000000000"
    with pytest.raises(SiteError, match="The site holds no such file"):
        desk.remote().file(other)


def test_without_the_right_nothing_comes_over_and_with_it_again_it_does(desk, tmp_path):
    hand_over(desk, tmp_path, {"a.txt": b"a"})
    role = "get_user_by( 'login', 'helpdesk-bridge' )->set_role( $data );"
    desk.php(role, "editor")
    with pytest.raises(SiteError, match=r"lacks the right for helpdeskBridge\.getFile"):
        desk.remote().file(attachments(desk)[0].source_url)
    desk.desk.drain(QueueName.SYNC)
    assert attachments(desk)[0].storage_key is None
    desk.php(role, "helpdesk_bridge")
    desk.desk.clock.move(hours=2)
    desk.desk.drain(QueueName.SYNC)
    (row,) = attachments(desk)
    assert files.of_ticket(desk.desk.ctx, row.ticket_id, row.id)[0].content == b"a"
