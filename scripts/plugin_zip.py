"""Packs the WordPress plugin into dist/helpdesk-bridge.zip.

The same files give the same bytes: names are sorted, dates and permissions fixed. What only
developers need (tests, hidden files) stays out.
"""

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "wp_plugin_stub"
TARGET = ROOT / "dist" / "helpdesk-bridge.zip"
FOLDER = "helpdesk-bridge"  # WordPress takes the slug from the folder's name
LEFT_OUT = ("tests",)
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first date that a zip can hold


def plugin_files(source: Path) -> list[Path]:
    """Relative paths, sorted."""
    found = (file.relative_to(source) for file in source.rglob("*") if file.is_file())
    return sorted(
        file
        for file in found
        if file.parts[0] not in LEFT_OUT and not any(p.startswith(".") for p in file.parts)
    )


def pack(source: Path, target: Path) -> list[Path]:
    """Writes the archive and returns what is in it, relative to `source`."""
    files = plugin_files(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in files:
            entry = zipfile.ZipInfo(f"{FOLDER}/{file.as_posix()}", EARLIEST)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (source / file).read_bytes())
    return files


def main() -> int:
    if not plugin_files(SOURCE):
        sys.stderr.write(f"no plugin in {SOURCE}\n")
        return 1
    count = len(pack(SOURCE, TARGET))
    sys.stdout.write(f"{TARGET.relative_to(ROOT)}: {count} files\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
