"""A real WordPress under PHP's own web server, for the demo and the tests; no Docker.

`obtain` fills a cache once, `create_site` makes a site from it in seconds, `Site.start` serves it.
"""

from bridge.cli.demo.wordpress.commands import Report, WordPressUnavailable
from bridge.cli.demo.wordpress.core import WordPressCore, obtain
from bridge.cli.demo.wordpress.create import SitePlan, create_site
from bridge.cli.demo.wordpress.database import MariaDb
from bridge.cli.demo.wordpress.site import Site

__all__ = [
    "MariaDb",
    "Report",
    "Site",
    "SitePlan",
    "WordPressCore",
    "WordPressUnavailable",
    "create_site",
    "obtain",
]
