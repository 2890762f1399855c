"""A pull tells the site which of its submissions are stored here, and no others."""

import base64
import hmac
from dataclasses import dataclass, field, replace

from bridge.domain.errors import SiteError
from bridge.domain.ports import FeedPage
from bridge.services.intake import feed
from tests.services.test_at_once import Feed
from tests.support.desk import SITE, Desk


@dataclass
class Waiting(Feed):
    """A site that keeps everything until it is confirmed; `fault` is what it answers to that."""

    told: list[tuple[str, str]] = field(default_factory=list)
    fault: SiteError | None = None

    def submissions(self, after: int, _limit: int) -> FeedPage:
        ids = tuple(item["id"] for item in self.items)
        return FeedPage(self.items, after + 17, has_more=False, waiting=ids)

    def confirm(self, ids: str, signature: str) -> None:
        self.told.append((ids, signature))
        if self.fault:
            raise self.fault


def pull(bridge: Desk, site: Waiting) -> feed.Pulled:
    return feed.pull(replace(bridge.ctx, wordpress=site), SITE)


def test_what_was_stored_now_or_before_is_confirmed_and_quarantine_is_not(bridge: Desk) -> None:
    pushed, new = bridge.submission(), bridge.submission()
    bridge.push(pushed)
    site = Waiting((pushed, new, {"id": "odd"}))
    assert pull(bridge, site).quarantined == 1
    ((ids, signature),) = site.told
    assert ids.split(",") == sorted([pushed["id"], new["id"]])
    key = base64.b64decode(bridge.site_secret.removeprefix("whsec_"))
    mac = hmac.digest(key, f"confirm.{ids}".encode(), "sha256")
    assert signature == "v1," + base64.b64encode(mac).decode()


def test_a_site_that_cannot_be_told_is_told_by_the_next_pull(bridge: Desk) -> None:
    site = Waiting((bridge.submission(),), fault=SiteError("Its firewall lets no POST pass."))
    assert pull(bridge, site).new == 1
    site.fault = None
    assert pull(bridge, site).duplicate == 1
    assert len(site.told) == 2


def test_both_secrets_sign_while_one_takes_the_others_place(bridge: Desk) -> None:
    with bridge.ctx.transaction() as tx:
        row = tx.sites.by_slug(SITE)
        row.push_secrets_sealed = bridge.ctx.secrets.seal(f"{bridge.site_secret} whsec_b3RoZXI=")
    site = Waiting((bridge.submission(),))
    pull(bridge, site)
    ((_ids, signature),) = site.told
    assert [part.partition(",")[0] for part in signature.split(" ")] == ["v1", "v1"]
