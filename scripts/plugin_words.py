"""Gathers the plugin's words and brings its language files up to date.

Reads `__()` and its kin in PHP and JavaScript, and the block's title, description and keywords.
Writes the template, the translations (what is translated stays, what is gone goes), their compiled
form, and the JSON that the block editor reads. Ends with 1 when a word has no translation yet.
After a merge: `python scripts/plugin_words.py OTHER.po` takes what is missing from the other side.
"""

import io
import json
import re
import struct
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

PLUGIN = Path(__file__).resolve().parent.parent / "wp_plugin_stub"
DOMAIN = "helpdesk-bridge"
# Without dates and versions of programs, which would change the files without changing a word.
HEADER = """# Words of the plugin Helpdesk Bridge.
#
msgid ""
msgstr ""
"Project-Id-Version: Helpdesk Bridge\\n"
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
# WordPress looks for it under the name of the script that asks.
EDITOR_SCRIPT = "helpdesk-bridge-form-editor-script"
WORD = re.compile(
    r"(?:/\*\s*(?P<note>translators:[^*]*?)\s*\*/\s*(?:[^\n]*?))?"
    r"(?<!\w)(?:esc_html__|esc_attr__|__)\(\s*'(?P<word>(?:[^'\\]|\\.)*)',\s*'helpdesk-bridge'"
)


def gather(plugin: Path = PLUGIN) -> Catalog:
    """Every word with the lines it stands on."""
    words = _catalogue("")
    for path in sorted([*plugin.rglob("*.php"), *plugin.rglob("*.js")]):
        place = path.relative_to(plugin)
        if place.parts[0] == "tests":
            continue
        text = path.read_text(encoding="utf-8")
        for found in WORD.finditer(text):
            line = text.count("\n", 0, found.start("word")) + 1
            notes = [found["note"]] if found["note"] else []
            word = re.sub(r"\\(.)", r"\1", found["word"])
            words.add(word, locations=[(place.as_posix(), line)], auto_comments=notes)
    for path in sorted(plugin.glob("blocks/*/block.json")):
        block = json.loads(path.read_text(encoding="utf-8"))
        places = [(path.relative_to(plugin).as_posix(), 1)]
        words.add(block["title"], locations=places, context="block title")
        words.add(block["description"], locations=places, context="block description")
        for keyword in block["keywords"]:
            words.add(keyword, locations=places, context="block keyword")
    return words


def translate(words: Catalog, sources: list[Path], locale: str) -> Catalog:
    """`words` with the translations that `sources` have, the first one's before the others'."""
    known = {}
    for source in reversed(sources):
        with source.open("rb") as file:
            known |= {(m.context, m.id): m.string for m in read_po(file) if m.id and m.string}
    translated = _catalogue(locale)
    for message in words:
        if message.id:
            key = (message.context, message.id)
            string = known.get(key) or known.get((None, message.id)) or ""
            translated.add(
                message.id,
                string,
                locations=message.locations,
                auto_comments=message.auto_comments,
                context=message.context,
                flags=message.flags,
            )
    return translated


def editor_words(words: Catalog, locale: str) -> str:
    """The words of JavaScript files as WordPress's script translations."""
    entries: dict[str, object] = {
        "": {"domain": "messages", "lang": locale, "plural-forms": "nplurals=2; plural=(n > 1);"}
    }
    for message in words:
        if message.id and any(place.endswith(".js") for place, _ in message.locations):
            entries[str(message.id)] = [message.string]
    content = {"domain": "messages", "locale_data": {"messages": entries}}
    return json.dumps(content, ensure_ascii=False, indent="\t") + "\n"


def compiled(words: Catalog, locale: str) -> bytes:
    """A GNU .mo file as WordPress reads it: it insists on the place of the (empty) hash table."""
    header = f"Language: {locale}\nContent-Type: text/plain; charset=utf-8\n"
    pairs = [(b"", header.encode())]
    for message in words:
        if message.id and message.string:
            context = f"{message.context}\x04" if message.context else ""
            pairs.append(((context + str(message.id)).encode(), str(message.string).encode()))
    pairs.sort()
    count = len(pairs)
    texts = [pair[0] for pair in pairs] + [pair[1] for pair in pairs]
    place = 28 + 16 * count
    tables = b""
    for text in texts:
        tables += struct.pack("<II", len(text), place)
        place += len(text) + 1
    places = (28, 28 + 8 * count, 0, 28 + 16 * count)
    return struct.pack("<7I", 0x950412DE, 0, count, *places) + tables + b"\0".join(texts) + b"\0"


def _catalogue(locale: str) -> Catalog:
    return Catalog(
        locale=locale or None, domain=DOMAIN, creation_date=LONG_AGO, revision_date=LONG_AGO
    )


def _text(catalogue: Catalog, locale: str) -> bytes:
    lines = io.BytesIO()
    write_po(lines, catalogue, width=0, sort_by_file=True, omit_header=True, include_lineno=False)
    return HEADER.format(locale=locale).encode() + lines.getvalue()


def language_files(plugin: Path = PLUGIN, others: tuple[Path, ...] = ()) -> dict[Path, bytes]:
    """What each file in the plugin's `languages` should hold; `others` are more translations."""
    folder = plugin / "languages"
    words = gather(plugin)
    files = {folder / f"{DOMAIN}.pot": _text(words, "")}
    for source in sorted(folder.glob("*.po")):
        locale = source.stem.removeprefix(f"{DOMAIN}-")
        translated = translate(words, [source, *others], locale)
        files[source] = _text(translated, locale)
        files[source.with_suffix(".mo")] = compiled(translated, locale)
        editor = folder / f"{DOMAIN}-{locale}-{EDITOR_SCRIPT}.json"
        files[editor] = editor_words(translated, locale).encode()
    return files


def untranslated(source: Path) -> list[str]:
    """Words that `source` has no translation of."""
    with source.open("rb") as file:
        return [str(message.id) for message in read_po(file) if message.id and not message.string]


def main() -> int:
    others = tuple(Path(name) for name in sys.argv[1:])
    for path, content in language_files(others=others).items():
        path.write_bytes(content)
    sources = sorted((PLUGIN / "languages").glob("*.po"))
    missing = [word for source in sources for word in untranslated(source)]
    for word in missing:
        sys.stderr.write(f"not translated: {word}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
