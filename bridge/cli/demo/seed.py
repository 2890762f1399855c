"""A few questions from before, so that the inbox is no empty room; through the real plugin."""

import json
from pathlib import Path
from typing import Any

from bridge.cli.demo.plan import CONTENT
from bridge.cli.demo.wordpress import Site

QUESTIONS: Path = CONTENT / "questions.json"
HOW_MANY = 6

_HAND_OVER = """
foreach ( $data as $submission ) {
	do_action( 'helpdesk_bridge_submit', $submission );
}
return count( $data );
"""


def seed(site: Site) -> None:
    """Hands over questions in both languages as any code on the site may do."""
    questions = json.loads(QUESTIONS.read_text("utf-8"))
    chosen = [row for pair in zip(questions[:6], questions[6:], strict=False) for row in pair]
    site.evaluate(_HAND_OVER, [_submission(site, row) for row in chosen[:HOW_MANY]])


def _submission(site: Site, row: dict[str, Any]) -> dict[str, Any]:
    french = row["language"] == "fr"
    page = "assistance" if french else "support"
    return {
        "form": {"plugin": "helpdesk-bridge", "id": page, "title": "Support"},
        "submitted_at": None,
        "status": "ok",
        "locale": "fr_FR" if french else "en_US",
        "page": {"url": f"{site.url}/{page}/", "title": page.capitalize()},
        "visitor": {"user_id": 0, "ip": None, "user_agent": None},
        "fields": [
            _field("hb-name", "Nom" if french else "Name", "text", row["name"]),
            _field("hb-email", "E-mail", "email", row["email"]),
            _field("hb-topic", "Sujet" if french else "Topic", "select", row["topic"]),
            _field("hb-message", "Message", "textarea", row["message"]),
        ],
        "files": [],
    }


def _field(name: str, label: str, kind: str, value: str) -> dict[str, str]:
    return {"name": name, "label": label, "type": kind, "value": value}
