"""What an administrator does in wp-admin, without a browser's help."""

import html
import re

import requests

from bridge.cli.demo.wordpress import Site
from tests.wordpress.visitor import TIMEOUT

PAGE = "/wp-admin/options-general.php?page=helpdesk-bridge"


def sign_in(session: requests.Session, site: Site, name: str, password: str) -> None:
    session.cookies.set("wordpress_test_cookie", "WP+Cookie+check")
    session.post(f"{site.url}/wp-login.php", data={"log": name, "pwd": password}, timeout=TIMEOUT)


def settings_page(session: requests.Session, site: Site) -> str:
    return html.unescape(session.get(site.url + PAGE, timeout=TIMEOUT).text)


def press(session: requests.Session, site: Site, action: str, **values: str) -> str:
    """Posts the page's form for `action` with its nonce; returns the page that follows."""
    page = session.get(site.url + PAGE, timeout=TIMEOUT).text
    found = re.search(rf'value="helpdesk_bridge_{action}">.*?name="_wpnonce" value="(\w+)"', page)
    assert found, page
    data = {"action": f"helpdesk_bridge_{action}", "_wpnonce": found[1], **values}
    return html.unescape(
        session.post(f"{site.url}/wp-admin/admin-post.php", data=data, timeout=TIMEOUT).text
    )
