"""WordPress's privacy tools over our table: export, erase, the policy's text."""

import requests

from tests.servers.run import wait_until
from tests.wordpress.contents import tables
from tests.wordpress.visitor import TIMEOUT, open_form

HAND_OVER = "do_action( 'helpdesk_bridge_submit', $data );"
EXPORT = """
$exporter = apply_filters( 'wp_privacy_personal_data_exporters', array() )['helpdesk-bridge'];
$page = 1; $items = array();
do {
    $part = call_user_func( $exporter['callback'], $data, $page++ );
    $items = array_merge( $items, $part['data'] );
} while ( ! $part['done'] );
return $items;
"""
ERASE = """
$eraser = apply_filters( 'wp_privacy_personal_data_erasers', array() )['helpdesk-bridge'];
$page = 1; $sum = array( 'removed' => 0, 'retained' => 0, 'messages' => array() );
do {
    $part = call_user_func( $eraser['callback'], $data, $page++ );
    $sum['removed'] += $part['items_removed'];
    $sum['retained'] += $part['items_retained'];
    $sum['messages'] = array_merge( $sum['messages'], $part['messages'] );
} while ( ! $part['done'] );
return $sum;
"""


def field(value, name="your-email", kind="email"):
    return {"name": name, "label": name, "type": kind, "value": value}


def hand_over(site, *fields, **more):
    site.evaluate(HAND_OVER, {"fields": list(fields), **more})


def kept_files(site):
    return sorted((site.folder / "private" / "files").iterdir())


def all_that_the_database_holds(site):
    """Every value of every table, as one text."""
    return repr(tables(site))


def test_an_export_holds_text_page_and_files_and_runs_nothing(site):
    form = open_form(f"{site.url}/support/")
    script = "<script>alert(1)</script>\nsecond line"
    form.post(form.filled(hb_message=script), ("photo.png", b"x" * 2048, "image/png"))
    (item,) = site.evaluate(EXPORT, "ann@example.test")
    lines = {line["name"]: line["value"] for line in item["data"]}
    assert lines["Name"] == "Ann Example"
    assert lines["Page"] == f"{site.url}/support/"
    folder = item["item_id"].removeprefix("helpdesk-bridge-")
    assert lines["Attached file"] == f"photo.png (2 KB): helpdesk-bridge/{folder}/1-photo.png"
    assert lines["How can we help?"].startswith("&lt;script&gt;alert(1)&lt;/script&gt;<br />")


def test_erasing_removes_text_and_files_from_everywhere_and_nobody_elses(
    site, connected, submissions
):
    form = open_form(f"{site.url}/support/")
    before = kept_files(site)
    form.post(form.filled(hb_message="My cat is ill."), ("cat.png", b"meow", "image/png"))
    wait_until(lambda: connected.answered == 1, "the push")
    hand_over(site, field("bob@example.test"))
    assert site.evaluate(ERASE, "Ann@example.test")["removed"] == 1
    assert kept_files(site) == before
    everything = all_that_the_database_holds(site)
    for trace in ("ann@example.test", "Ann Example", "My cat is ill", "cat.png"):
        assert trace not in everything
    assert "bob@example.test" in everything
    assert [item["fields"][0]["value"] for item in submissions()] == ["bob@example.test"]


def test_what_was_erased_comes_in_no_second_time(site, submissions, receiver):
    form = open_form(f"{site.url}/support/")
    values = form.filled()
    form.post(values)
    (item,) = submissions()
    answer = site.evaluate(ERASE, "ann@example.test")
    assert "it no longer will be" in " ".join(answer["messages"])
    assert form.post(values).status_code == requests.codes.see_other  # the browser's back button
    assert submissions() == []
    site.set_connection(receiver.code)
    assert site.evaluate("return helpdesk_bridge_drain();") == 0
    assert receiver.calls == []
    uuids = "global $wpdb; return $wpdb->get_col( 'SELECT uuid FROM '"
    assert site.evaluate(uuids + ". helpdesk_bridge_table( 'submissions' ) );") == [item["id"]]


def test_a_file_that_cannot_be_removed_keeps_its_submission_and_is_told(site):
    form = open_form(f"{site.url}/support/")
    before = set(kept_files(site))
    form.post(form.filled(), ("a.txt", b"a", "text/plain"))
    (file,) = set(kept_files(site)) - before
    file.unlink()
    file.mkdir()  # a folder cannot be unlinked, not even by root
    answer = site.evaluate(ERASE, "ann@example.test")
    file.rmdir()
    assert (answer["removed"], answer["retained"]) == (0, 1)
    assert "could not be removed" in answer["messages"][0]
    assert site.debug_log.read_text().count("helpdesk-bridge: RuntimeException") == 1
    site.debug_log.unlink()
    assert site.evaluate(ERASE, "ann@example.test")["removed"] == 1


def test_an_uploaded_file_cannot_be_listed_or_guessed(site):
    """Without a folder named in wp-config.php and none beside WordPress, uploads must do."""
    name = site.evaluate(
        "$_SERVER['DOCUMENT_ROOT'] = dirname( untrailingslashit( ABSPATH ) );"
        "return basename( helpdesk_bridge_choose_folder() );"
    )
    folder = site.folder / "www" / "wp-content" / "uploads" / name
    assert len(name) == len("helpdesk-bridge-") + 16
    assert "denied" in (folder / ".htaccess").read_text()
    (folder / "00000000-0000-4000-8000-000000000000").write_text("secret")
    for path in ("", "index.php", ".htaccess"):
        answer = requests.get(f"{site.url}/wp-content/uploads/{name}/{path}", timeout=TIMEOUT)
        assert "0000-4000" not in answer.text
        assert "denied" not in answer.text
