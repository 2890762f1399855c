"""Makes a site from a WordPress core: accounts, the plugin, pages with forms, articles."""

import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from bridge.cli.demo.wordpress.commands import WordPressUnavailable
from bridge.cli.demo.wordpress.content import read_articles, read_company, read_faqs
from bridge.cli.demo.wordpress.core import DROPIN, WordPressCore
from bridge.cli.demo.wordpress.database import SCRIPTS, MariaDb, MariaDbDatabase
from bridge.cli.demo.wordpress.site import HOST, Site, new_password

PROJECT = Path(__file__).resolve().parents[4]

_SALTS = (
    "AUTH_KEY",
    "SECURE_AUTH_KEY",
    "LOGGED_IN_KEY",
    "NONCE_KEY",
    "AUTH_SALT",
    "SECURE_AUTH_SALT",
    "LOGGED_IN_SALT",
    "NONCE_SALT",
)

_NOBODY = {"name": "Test site", "tagline": {}, "home": {}, "topics": {}}


@dataclass(frozen=True, slots=True)
class SitePlan:
    """What a new site is like.

    `plugin` is the plugin's folder (linked, so edits show at once); `content` a folder with a
    company and its articles (see `content.py`) or None for a site with forms alone;
    `minimum_seconds` the form's timing trap; `database` None for SQLite.
    """

    plugin: Path = PROJECT / "wp_plugin_stub"
    content: Path | None = None
    minimum_seconds: int = 2
    port: int = 0
    database: MariaDb | None = None


def create_site(core: WordPressCore, folder: Path, plan: SitePlan) -> Site:
    """A new site in `folder`, which must not exist or be empty. Start it with `Site.start`.

    Raises WordPressUnavailable when WordPress's own set-up fails, or when its version needs
    a MariaDB and the plan has none.
    """
    if plan.database is None and not core.runs_on_sqlite:
        raise WordPressUnavailable(f"WordPress {core.version} needs a MariaDB: SQLite came later.")
    site = Site(folder, core.php)
    _lay_out(core, site, plan)
    answer = site.run_script("install.php", _order(site, plan))
    site.change(bridge={**site.settings["bridge"], **answer["bridge"]}, installed=True)
    site.keep()
    return site


def _lay_out(core: WordPressCore, site: Site, plan: SitePlan) -> None:
    www, private = site.folder / "www", site.folder / "private"
    shutil.copytree(core.folder, www, copy_function=_link_or_copy)
    if plan.database is not None:
        (www / DROPIN).unlink(missing_ok=True)  # it would open an SQLite file
        MariaDbDatabase(plan.database, core.php).create()
    for name in ("database", "mail", "files"):
        (private / name).mkdir(parents=True)
    settings: dict[str, object] = {
        "url": f"http://{HOST}:{plan.port}",
        "salts": {name: secrets.token_hex(32) for name in _SALTS},
        "admin": {"name": "admin", "password": new_password()},
        "bridge": {"name": "helpdesk-bridge"},
        "installed": False,
    }
    if plan.database is not None:
        settings["database"] = plan.database.as_dict()
    (private / "site.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
    shutil.copyfile(SCRIPTS / "wp-config.php", www / "wp-config.php")
    shutil.copytree(SCRIPTS / "mu-plugins", www / "wp-content" / "mu-plugins")
    (www / "wp-content" / "uploads").mkdir(exist_ok=True)
    (www / "wp-content" / "plugins" / "helpdesk-bridge").symlink_to(plan.plugin.resolve())


def _order(site: Site, plan: SitePlan) -> dict[str, object]:
    articles = read_articles(plan.content) if plan.content else []
    faqs = read_faqs(plan.content) if plan.content else []
    return {
        "company": read_company(plan.content) if plan.content else _NOBODY,
        "admin": site.settings["admin"],
        "bridge": site.settings["bridge"],
        "minimum_seconds": plan.minimum_seconds,
        "articles": [page.as_dict() for page in articles],
        "faqs": [page.as_dict() for page in faqs],
    }


def _link_or_copy(source: str, target: str) -> None:
    """A hard link costs no space and little time; across file systems it has to be a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
