"""The codes of the site check: each is explained, here and in the documentation."""

import re
from pathlib import Path

from bridge.domain.site_findings import SENTENCES, SiteCode

PAGE = Path(__file__).parents[2] / "docs" / "site-check.md"


def test_every_code_has_a_sentence_and_something_to_do():
    assert set(SENTENCES) == set(SiteCode)
    for code, sentence in SENTENCES.items():
        assert sentence.says.strip()
        assert bool(sentence.todo) == (code is not SiteCode.CONNECTED), code


def test_the_documentation_lists_every_code_and_says_which_fail():
    rows = dict(re.findall(r"^\| `(\w+)` \| (fails|told|well) \|", PAGE.read_text(), re.MULTILINE))
    assert set(rows) == set(map(str, SiteCode))
    for code, sentence in SENTENCES.items():
        assert (rows[code.value] == "fails") == sentence.fails, code
