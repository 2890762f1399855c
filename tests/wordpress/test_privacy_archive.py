"""The ZIP of Tools → Export Personal Data holds what a visitor attached, and nobody else's."""

import base64
import io
import re
import zipfile

import pytest
import requests

from tests.servers.requirements import PHP_ZIP
from tests.wordpress.visitor import TIMEOUT

HAND_OVER = """
$files = array();
foreach ( $data['files'] as $name => $content ) {
    $path = tempnam( get_temp_dir(), 'hb' );
    file_put_contents( $path, base64_decode( $content ) );
    $files[] = array( 'name' => substr( $name, 1 ), 'path' => $path );
}
$mail = array( 'name' => 'e', 'label' => 'E-mail', 'type' => 'email', 'value' => $data['email'] );
do_action( 'helpdesk_bridge_submit', array( 'fields' => array( $mail ), 'files' => $files ) );
array_map( 'unlink', array_column( $files, 'path' ) );
global $wpdb;
return $wpdb->get_var( 'SELECT uuid FROM ' . helpdesk_bridge_table( 'submissions' )
    . ' ORDER BY id DESC LIMIT 1' );
"""
BYTES = bytes(range(256)) * 5000


@pytest.fixture(autouse=True)
def _php_makes_zips():
    PHP_ZIP.demand()


def hand_over(site, email, *files):
    """A submission with files, each a name and its bytes; returns the submission's id."""
    named = {f"{number}{name}": content for number, (name, content) in enumerate(files)}
    data = {name: base64.b64encode(content).decode() for name, content in named.items()}
    return site.evaluate(HAND_OVER, {"email": email, "files": data})


def export(site, admin, email):
    """What the button "Download personal data" of the tool's page does; returns the last answer."""
    site.evaluate(
        "wp_create_user_request( $data, 'export_personal_data', array(), 'confirmed' );", email
    )
    page = admin.get(f"{site.url}/wp-admin/export-personal-data.php", timeout=TIMEOUT).text
    found = re.search(
        r'data-exporters-count="(\d+)"\s+data-request-id="(\d+)"\s+data-nonce="(\w+)"', page
    )
    assert found, page
    count, request, nonce = found.groups()
    for exporter in range(1, int(count) + 1):
        order = {"action": "wp-privacy-export-personal-data", "security": nonce, "id": request}
        order |= {"exporter": str(exporter), "page": "1", "sendAsEmail": "false"}
        answer = admin.post(f"{site.url}/wp-admin/admin-ajax.php", data=order, timeout=TIMEOUT)
        assert answer.json()["success"], answer.text
        assert answer.json()["data"]["done"]
    return answer.json()["data"]["url"]


def archive(url):
    return zipfile.ZipFile(io.BytesIO(requests.get(url, timeout=TIMEOUT).content))


def attached(opened):
    """The ZIP's files but WordPress's own, by name."""
    names = [name for name in opened.namelist() if name.startswith("helpdesk-bridge/")]
    assert set(opened.namelist()) - set(names) == {"index.html", "export.json"}
    return {name: opened.read(name) for name in names}


@pytest.mark.every_version
def test_every_file_of_hers_is_in_it_and_nobody_elses(site, admin):
    one = hand_over(
        site,
        "ann@example.test",
        ("Größe: 1?.pdf", BYTES),
        ("same.txt", b"one"),
        ("same.txt", b"two"),
    )
    hand_over(site, "bob@example.test", ("secret.txt", b"of Bob"))
    two = hand_over(site, "Ann@Example.test", ("same.txt", b"three"), ("empty.txt", b""))
    hand_over(site, "joann@example.test", ("other.txt", b"of Joann"))
    hand_over(site, "ann@example.test")
    opened = archive(export(site, admin, "ann@example.test"))
    assert attached(opened) == {
        f"helpdesk-bridge/{one}/1-Größe_ 1_.pdf": BYTES,
        f"helpdesk-bridge/{one}/2-same.txt": b"one",
        f"helpdesk-bridge/{one}/3-same.txt": b"two",
        f"helpdesk-bridge/{two}/1-same.txt": b"three",
        f"helpdesk-bridge/{two}/2-empty.txt": b"",
    }
    report = opened.read("index.html").decode()
    assert f"helpdesk-bridge/{one}/1-Größe_ 1_.pdf" in report
    assert "secret.txt" not in report


def test_a_person_who_attached_nothing_gets_the_report_alone(site, admin):
    hand_over(site, "bob@example.test", ("secret.txt", b"of Bob"))
    hand_over(site, "ann@example.test")
    assert attached(archive(export(site, admin, "ann@example.test"))) == {}


def test_a_file_that_is_gone_is_told_in_the_report_and_the_others_are_there(site, admin):
    before = set((site.folder / "private" / "files").iterdir())
    one = hand_over(site, "ann@example.test", ("lost.txt", b"lost"), ("kept.txt", b"kept"))
    for path in set((site.folder / "private" / "files").iterdir()) - before:
        if path.read_bytes() == b"lost":
            path.unlink()
    opened = archive(export(site, admin, "ann@example.test"))
    assert attached(opened) == {f"helpdesk-bridge/{one}/2-kept.txt": b"kept"}
    assert "lost.txt (4 B): no longer on this site" in opened.read("index.html").decode()


def test_where_the_zip_takes_no_files_there_is_no_export_and_it_is_told(site, tmp_path):
    one = hand_over(site, "ann@example.test", ("a.txt", b"a"))
    broken = tmp_path / "export.zip"
    broken.write_bytes(b"no ZIP")
    answer = site.evaluate(
        "$groups = array( 'helpdesk-bridge' => array( 'items' => array( $data[1] => array() ) ) );"
        "$request = wp_create_user_request( 'ann@example.test', 'export_personal_data' );"
        "update_post_meta( $request, '_export_data_grouped', $groups );"
        "do_action( 'wp_privacy_personal_data_export_file_created', $data[0], '', '', $request );",
        [str(broken), f"helpdesk-bridge-{one}"],
    )
    assert answer["success"] is False
    assert "could not be added to the export, so there is none" in answer["data"]
    assert not broken.exists()
    assert "Attached files could not be added" in site.debug_log.read_text()
    site.debug_log.unlink()
