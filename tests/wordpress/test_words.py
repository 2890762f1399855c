"""Every word of the plugin is there in French."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

PLUGIN = Path(__file__).resolve().parents[2] / "wp_plugin_stub"
WORDS = re.compile(r"""(?<![\w])(?:esc_html__|esc_attr__|__)\(\s*'((?:[^'\\]|\\.)*)',""")


def test_every_word_has_a_french_translation_with_the_same_places():
    with (PLUGIN / "languages" / "helpdesk-bridge-fr_FR.po").open("rb") as file:
        french = {str(message.id): str(message.string) for message in read_po(file) if message.id}
    used = {word for path in PLUGIN.rglob("*.php") for word in WORDS.findall(path.read_text())}
    assert used
    assert sorted(used) == sorted(french)
    for word, translation in french.items():
        assert translation.strip(), word
        assert re.findall(r"%\S*[sd]", word) == re.findall(r"%\S*[sd]", translation), word


def test_the_compiled_words_are_those_of_the_source(site):
    with (PLUGIN / "languages" / "helpdesk-bridge-fr_FR.po").open("rb") as file:
        french = {str(message.id): str(message.string) for message in read_po(file) if message.id}
    assert site.evaluate("return helpdesk_bridge_words( 'fr_FR' );") == french
