"""Every word of the plugin is there in French."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

from scripts.plugin_words import language_files, untranslated

PLUGIN = Path(__file__).resolve().parents[2] / "wp_plugin_stub"
FRENCH = PLUGIN / "languages" / "helpdesk-bridge-fr_FR.po"


def test_the_language_files_hold_the_words_of_the_code():
    """If not: `python scripts/plugin_words.py` brings them up to date."""
    for path, content in language_files(PLUGIN).items():
        assert path.read_bytes() == content, path.name


def test_every_word_has_a_french_translation_with_the_same_places():
    assert untranslated(FRENCH) == []
    with FRENCH.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    assert messages
    for message in messages:
        places = sorted(re.findall(r"%\S*[sd]", message.id))
        assert places == sorted(re.findall(r"%\S*[sd]", message.string)), message.id


def test_the_block_editor_speaks_french(site):
    words = site.evaluate(
        "add_filter( 'pre_determine_locale', fn() => 'fr_FR' );"
        "$block = WP_Block_Type_Registry::get_instance()->get_registered( 'helpdesk-bridge/form' );"
        "$script = $block->editor_script_handles[0];"
        "$path = HELPDESK_BRIDGE_DIR . '/languages';"
        "return json_decode( load_script_textdomain( $script, 'helpdesk-bridge', $path ), true );"
    )
    assert words["locale_data"]["messages"]["Title"] == ["Titre"]


def test_the_compiled_words_are_those_of_the_source(site):
    with FRENCH.open("rb") as file:
        french = {str(message.id): str(message.string) for message in read_po(file) if message.id}
    assert site.evaluate("return helpdesk_bridge_words( 'fr_FR' );") == french
