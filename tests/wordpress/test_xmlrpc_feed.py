"""The feed over XML-RPC, as Python's own client reads it: the same items, right and limits."""

import xmlrpc.client

import pytest

from tests.wordpress.visitor import SAMPLE, open_form

# Every character that XML 1.0 allows only in part, or changes on its way.
AWKWARD = {
    "sample": SAMPLE,
    "line ends": "one\r\ntwo\rthree\nfour\ttab",
    "control": "bell \x07, vertical tab \x0b, escape \x1b[0m & <b>",
    "not a character": "\ufffe \uffff",
    "far planes": "😀 𝄞 \U0010fffd",
    "spaces": "  around  ",
    "markup": "]]> <![CDATA[ &amp; &#13;",
    "empty": "",
}
HAND_OVER = "foreach ( $data as $one ) { do_action( 'helpdesk_bridge_submit', $one ); }"


@pytest.fixture
def proxy(site):
    with xmlrpc.client.ServerProxy(f"{site.url}/xmlrpc.php") as proxy:
        yield proxy.helpdeskBridge


@pytest.fixture
def login(site):
    return (1, site.bridge.name, site.bridge.application_password)


def as_text(value):
    """Values with base64 read as the text it is: such a text holds what XML cannot."""
    if isinstance(value, xmlrpc.client.Binary):
        return value.data.decode()
    if isinstance(value, dict):
        return {name: as_text(part) for name, part in value.items()}
    if isinstance(value, list):
        return [as_text(part) for part in value]
    return value


def fault_of(method, *arguments):
    with pytest.raises(xmlrpc.client.Fault) as raised:
        method(*arguments)
    return raised.value.faultCode, raised.value.faultString


def test_the_items_are_those_of_the_rest_feed_whatever_a_visitor_typed(site, proxy, login, read):
    fields = [{"name": name, "label": name, "value": value} for name, value in AWKWARD.items()]
    fields.append({"name": "choice", "type": "checkbox", "value": list(AWKWARD.values())})
    fields.append({"name": "none", "type": "checkbox", "value": []})
    site.evaluate(HAND_OVER, [{"fields": fields, "page": {"title": SAMPLE}}])
    page = proxy.getSubmissions(*login, 0, 200)
    assert as_text(page) == read("submissions", after=0, limit=200).json()
    values = {field["name"]: field["value"] for field in as_text(page)["items"][0]["fields"]}
    assert values["choice"] == list(AWKWARD.values())
    assert {name: values[name] for name in AWKWARD} == AWKWARD


def test_the_feed_pages_by_cursor(site, proxy, login):
    site.evaluate(HAND_OVER, [{"form": {"id": str(n)}} for n in range(5)])
    first = proxy.getSubmissions(*login, 0, 3)
    assert first["has_more"] is True
    rest = proxy.getSubmissions(*login, first["next_after"], 3)
    assert [item["form"]["id"] for item in first["items"] + rest["items"]] == list("01234")
    assert rest["has_more"] is False
    assert proxy.getSubmissions(*login, str(2**40)) == {
        "items": [],
        "next_after": 2**40,
        "has_more": False,
    }


@pytest.mark.parametrize(
    ("after", "limit", "name"),
    [
        (-1, 10, "after"),
        (0, 0, "limit"),
        (0, 201, "limit"),
        ("1 OR 1=1", 10, "after"),
        (True, 10, "after"),
        ([1], 10, "after"),
        (0, "10; DROP TABLE wp_users", "limit"),
        (1.5, 10, "after"),
    ],
)
def test_an_argument_out_of_range_is_named(site, proxy, login, after, limit, name):
    code, words = fault_of(proxy.getSubmissions, *login, after, limit)
    assert code == 400
    assert words.startswith(f"{name} must be a whole number from")


def test_status_says_what_rest_says(site, proxy, login, read):
    site.evaluate(HAND_OVER, [{"form": {"id": "f", "title": SAMPLE}}])
    ours, theirs = proxy.getStatus(*login), read("status").json()
    assert ours.pop("clock") <= theirs.pop("clock")
    assert ours == theirs


def test_a_file_arrives_whole_or_in_parts(site, proxy, login, submissions):
    content = bytes(range(256)) * 40
    form = open_form(f"{site.url}/support/")
    form.post(form.filled(), ("Büro '1'.png", content, "image/png"))
    uuid = submissions()[0]["files"][0]["url"].rpartition("/")[2]
    whole = proxy.getFile(*login, uuid)
    assert whole["content"].data == content
    assert (whole["name"], whole["type"], whole["size"]) == ("Büro '1'.png", "image/png", 10240)
    assert whole["sha256"] == submissions()[0]["files"][0]["sha256"]
    parts = [proxy.getFile(*login, uuid, offset, 4000) for offset in (0, 4000, 8000)]
    assert b"".join(part["content"].data for part in parts) == content
    assert fault_of(proxy.getFile, *login, uuid, 10241)[0] == 400


@pytest.mark.parametrize("uuid", ["", "../../site.json", "0" * 36, ["x"], 5])
def test_a_file_that_is_not_there_is_a_fault(site, proxy, login, uuid):
    assert fault_of(proxy.getFile, *login, uuid) == (404, "There is no such file.")


def test_a_large_file_is_asked_for_in_parts(site, proxy, login):
    site.evaluate(
        "$path = tempnam( get_temp_dir(), 'hb' );"
        "$file = fopen( $path, 'w' ); ftruncate( $file, 17 * MB_IN_BYTES );"
        "do_action( 'helpdesk_bridge_submit', array( 'files' => array( array("
        " 'name' => 'big.bin', 'path' => $path ) ) ) ); unlink( $path );"
    )
    item = proxy.getSubmissions(*login)["items"][0]
    uuid = item["files"][0]["url"].rpartition("/")[2]
    code, words = fault_of(proxy.getFile, *login, uuid)
    assert code == 413
    assert "in parts" in words
    last = proxy.getFile(*login, uuid, 16 * 1024**2, 2 * 1024**2)
    assert (len(last["content"].data), last["size"]) == (1024**2, 17 * 1024**2)


@pytest.mark.parametrize("method", ["getSubmissions", "getStatus", "getFile"])
def test_a_wrong_login_is_answered_as_wordpress_answers_it(site, proxy, method):
    with xmlrpc.client.ServerProxy(f"{site.url}/xmlrpc.php") as wordpress:
        for name in (site.bridge.name, "nobody"):
            core = fault_of(wordpress.wp.getUsersBlogs, name, "wrong")
            assert fault_of(getattr(proxy, method), 1, name, "wrong") == core


@pytest.mark.parametrize("method", ["getSubmissions", "getStatus", "getFile"])
def test_a_subscriber_reads_nothing(site, proxy, method):
    password = site.evaluate(
        "$id = wp_create_user( 'sub', 'sub-password', 'sub@example.test' );"
        "return WP_Application_Passwords::create_new_application_password("
        " $id, array( 'name' => 'x' ) )[0];"
    )
    code, words = fault_of(getattr(proxy, method), 1, "sub", password)
    assert code == 403
    assert "helpdesk_bridge_read" in words


def test_arguments_that_are_missing_or_of_another_kind_are_a_fault(site, proxy):
    for arguments in ((), (1,), (1, ["admin"], "x"), (1, "admin"), (1, {"a": 1}, {"b": 2})):
        assert fault_of(proxy.getSubmissions, *arguments)[0] == 400


def test_many_guesses_in_one_call_are_answered_as_after_the_first(site, login):
    """A right password behind a wrong one is not tried, so a call gives one guess, as in core."""
    _, name, password = login
    with xmlrpc.client.ServerProxy(f"{site.url}/xmlrpc.php") as wordpress:
        calls = xmlrpc.client.MultiCall(wordpress)
        calls.helpdeskBridge.getStatus(1, name, "wrong")
        calls.helpdeskBridge.getStatus(1, name, password)
        answers = calls().results
    assert [answer["faultCode"] for answer in answers] == [403, 403]
    assert len({answer["faultString"] for answer in answers}) == 1


def test_what_others_offer_over_xmlrpc_stays_as_it_was(site):
    with xmlrpc.client.ServerProxy(f"{site.url}/xmlrpc.php") as wordpress:
        methods = wordpress.system.listMethods()
    assert {"wp.newPost", "wp.getPosts", "helpdeskBridge.getFile"} <= set(methods)
    others = site.evaluate(
        "require_once ABSPATH . WPINC . '/class-IXR.php';"
        "require_once ABSPATH . WPINC . '/class-wp-xmlrpc-server.php';"
        "remove_filter( 'xmlrpc_methods', 'helpdesk_bridge_xmlrpc_methods' );"
        "$server = new wp_xmlrpc_server(); $server->set_capabilities();"
        "return count( apply_filters( 'xmlrpc_methods', $server->methods ) );"
    )
    ours = [name for name in methods if name.startswith("helpdeskBridge.")]
    assert others + len(ours) + 3 == len(methods)  # IXR adds three of its own when it serves
