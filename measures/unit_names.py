"""Reads who answers for a measure: names of units in one text, and writes them so that they are read back. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from .parsing import split_lines, without_numbering

# What the name of a unit begins with. "และงบประมาณ" begins no unit, "และกองคลัง" does.
_BEGINNINGS = ("กอง", "สำนัก", "งาน", "ฝ่าย", "ส่วน", "ศูนย์", "กลุ่ม", "หน่วย", "คณะ", "สถาบัน", "โรงเรียน", "โรงพยาบาล", "แผนก")
_QUOTED = re.compile(r'“([^”]+)”|"([^"]+)"')
_SEPARATORS = re.compile(r"[/,;，；、|／]")
_AND = "และ"


@dataclass
class UnitNames:
    """The names in a text, each once, in order.

    `unclear` are texts that are the name of a unit, and could be names of several as well. `noticed` are readings that
    a person should know of: a text with และ that was parted or kept whole although no unit is known by it.
    """

    names: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    noticed: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        """Take in one name."""
        if name and name not in self.names:
            self.names.append(name)


def read_units(text: str, known: Collection[str] = ()) -> UnitNames:
    """Read names parted by a new line, `/`, a comma or `และ`; `known` are the names of the agency's units.

    A name in quotation marks is taken as it stands.
    """
    found = UnitNames()
    for line in split_lines(text):
        line = without_numbering(line)
        place = 0
        for quoted in _QUOTED.finditer(line):
            _read(line[place : quoted.start()], known, found)
            found.add(_plain(quoted[1] or quoted[2]))
            place = quoted.end()
        _read(line[place:], known, found)
    return found


def split_units(text: str, known: Collection[str] = ()) -> list[str]:
    """The names alone."""
    return read_units(text, known).names


def unclear_unit(name: str) -> tuple[str, str]:
    """What is said of a text that is one unit's name and could be several units: what is wrong, what to do."""
    return (
        f"“{name}” เป็นชื่อส่วนงานที่มีอยู่แล้ว และอาจหมายถึงหลายส่วนงาน",
        f"หากหมายถึงส่วนงานเดียว ให้ใส่ชื่อในเครื่องหมายอัญประกาศ คือ “{name}” หากหมายถึงหลายส่วนงาน ให้เขียนชื่อละหนึ่งบรรทัด",
    )


def joined_units(names: Iterable[str]) -> str:
    """Names in one cell; one that would be read as several stands in quotation marks."""
    return "/ ".join(name if _reads_alone(name) else f"“{name}”" for name in names)


def reads_as_several(name: str) -> bool:
    """Whether a unit's name would be read as those of several units."""
    return not _reads_alone(name)


def _reads_alone(name: str) -> bool:
    alone = read_units(name, {name})
    return alone.names == [name] and not alone.unclear and not _SEPARATORS.search(name)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _read(text: str, known: Collection[str], found: UnitNames) -> None:
    text = _plain(text)
    parts = [part for each in _SEPARATORS.split(text) if (part := _plain(each))]
    if text in known:
        every = [name for part in parts for name in _at_and(part, known)]
        if len(every) > 1 and all(_is_unit(name, known) for name in every):
            found.unclear.append(text)
        found.add(text)
    elif len(parts) > 1:
        for part in parts:
            _read(part, known, found)
    else:
        for part in parts:
            _read_one(part, known, found)


def _read_one(text: str, known: Collection[str], found: UnitNames) -> None:
    text = text.removeprefix(_AND).strip()
    names = _at_and(text, known)
    if len(names) > 1:  # "ก ข และค" parts the first two by a space alone
        names = [name for part in names for name in _at_spaces(part, known)]
    for name in names:
        found.add(name)
    if _AND in text and not all(name in known for name in names):
        found.noticed.append(text)


def _at_and(text: str, known: Collection[str]) -> list[str]:
    """The text parted at each และ that stands between two units."""
    parts: list[str] = []
    for piece in re.split(f"({_AND})", text):
        if piece == _AND and parts:
            parts.append("")
        elif not parts:
            parts.append(piece)
        elif parts[-1] == "" and len(parts) > 1:
            before, after = _plain(parts[-2]), _plain(piece)
            if _is_unit(before, known) and _is_unit(after, known):
                parts[-1] = piece
            else:
                parts[-2:] = [f"{parts[-2]}{_AND}{piece}"]
    return [name for part in parts if (name := _plain(part))]


def _at_spaces(text: str, known: Collection[str]) -> list[str]:
    names = text.split(" ")
    return names if text not in known and all(name in known for name in names) else [text]


def _is_unit(name: str, known: Collection[str]) -> bool:
    return name in known or name.startswith(_BEGINNINGS)
