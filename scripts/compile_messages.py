"""Compile the portal's Thai catalogues (`*.po`) to the `*.mo` files that are shipped, without gettext installed.

Reads the plain subset of the format that our catalogues use: comments, msgctxt, msgid, msgid_plural, msgstr,
msgstr[0] and continued strings. The output depends on the catalogue alone, so a test can compare it.

    python scripts/compile_messages.py
"""

import ast
import re
import struct
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "itaportal" / "locale" / "th" / "LC_MESSAGES"
_LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[0\])?)\s+(".*")')
_MAGIC = 0x950412DE


def read_catalogue(text: str) -> dict[str, str]:
    """Return the messages of a .po file as gettext keys them: context before EOT, plural after NUL."""
    entries: list[dict[str, str]] = []
    field = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if found := _LINE.fullmatch(line):
            field = found[1].removesuffix("[0]")
            if field == "msgctxt" or (field == "msgid" and (not entries or "msgid" in entries[-1])):
                entries.append({})
            entries[-1][field] = ast.literal_eval(found[2])
        elif line.startswith('"') and field:
            entries[-1][field] += ast.literal_eval(line)
        else:
            raise ValueError(f"line {number} is not understood: {line}")
    messages: dict[str, str] = {}
    for entry in entries:
        key = f"{entry['msgctxt']}\x04{entry['msgid']}" if "msgctxt" in entry else entry["msgid"]
        if "msgid_plural" in entry:
            key = f"{key}\0{entry['msgid_plural']}"
        if key in messages:
            raise ValueError(f"given twice: {key!r}")
        messages[key] = entry["msgstr"]
    return messages


def compiled(messages: dict[str, str]) -> bytes:
    """Return the bytes of a .mo file: header, two tables of (length, offset), then the strings, sorted by key."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    start = 28 + 16 * len(pairs)
    tables: tuple[list[int], list[int]] = ([], [])
    data = b""
    for side, table in enumerate(tables):
        for pair in pairs:
            table += [len(pair[side]), start + len(data)]
            data += pair[side] + b"\0"
    header = struct.pack("<7I", _MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    numbers = [*tables[0], *tables[1]]
    return header + struct.pack(f"<{len(numbers)}I", *numbers) + data


def main() -> None:
    """Compile every catalogue."""
    for source in sorted(FOLDER.glob("*.po")):
        target = source.with_suffix(".mo")
        messages = read_catalogue(source.read_text(encoding="utf-8"))
        target.write_bytes(compiled(messages))
        print(f"{target.name}: {len(messages) - 1} messages")


if __name__ == "__main__":
    main()
