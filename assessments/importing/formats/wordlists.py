"""The numbers and bullets that Word puts before paragraphs, which stand nowhere in the text.

A paragraph, or its style, names a list and a level; the list says how the level counts and what its label looks like.
Labels are counted through the document as Word counts them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from assessments.thai import thai_digits

from .container import Container
from .limits import Limits
from .xml import Part, read_part, small_int

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
# ก ข ค ง จ …: the letters that Word counts with.
_THAI_LETTERS = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
BULLET = "•"


@dataclass
class _Level:
    """How one level of a list counts."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    paragraph_style: str = ""


@dataclass
class _Definition:
    """An abstract list: its levels, or the name of the style that has them."""

    levels: dict[int, _Level] = field(default_factory=dict)
    style: str = ""


@dataclass
class _List:
    """A list of the document: whose definition it takes, and what it changes of it."""

    definition: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)


class _Numbering(Part):
    """`numbering.xml`: fills `definitions` and `lists`."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.definitions: dict[str, _Definition] = {}
        self.lists: dict[str, _List] = {}
        self._definition: _Definition | None = None
        self._list: _List | None = None
        self._level: _Level | None = None
        self._number = 0

    def start(self, name: str, attrs: dict[str, str]) -> None:
        self.count_other()
        name = self.local[name]
        local = {key.rpartition(":")[2]: value for key, value in attrs.items()} if attrs else {}
        value = local.get("val", "")
        if name == "abstractNum":
            self._definition = self.definitions[local.get("abstractNumId", "")] = _Definition()
        elif name == "num":
            self._list = self.lists[local.get("numId", "")] = _List()
        elif name == "abstractNumId" and self._list is not None:
            self._list.definition = value
        elif name == "numStyleLink" and self._definition is not None:
            self._definition.style = value
        elif name == "lvlOverride":
            self._number = small_int(local.get("ilvl"), 0, _LEVELS)
        elif name == "startOverride" and self._list is not None:
            self._list.starts[self._number] = small_int(local.get("val"), 1, 10_000)
        elif name == "lvl":
            self._start_level(small_int(local.get("ilvl"), 0, _LEVELS))
        elif self._level is not None:
            self._note(self._level, name, local)

    def _start_level(self, number: int) -> None:
        self._level = _Level()
        if self._list is not None:
            self._list.levels[number] = self._level
        elif self._definition is not None:
            self._definition.levels[number] = self._level

    @staticmethod
    def _note(level: _Level, name: str, attrs: dict[str, str]) -> None:
        value = attrs.get("val", "")
        if name == "start":
            level.start = small_int(attrs.get("val"), 1, 10_000)
        elif name == "numFmt":
            level.style = value
        elif name == "lvlText":
            level.text = value[:60]
        elif name == "pStyle":
            level.paragraph_style = value

    def end(self, name: str) -> None:
        name = self.local[name]
        if name == "abstractNum":
            self._definition = None
        elif name == "num":
            self._list = None
        elif name == "lvl":
            self._level = None


@dataclass(frozen=True)
class ListPlace:
    """Which list a paragraph is in, and on which level; None where its style is to say so."""

    number: str | None = None
    level: int | None = None


@dataclass
class _Style:
    """What a paragraph's style says about lists."""

    based_on: str = ""
    place: ListPlace = ListPlace()


class _Styles(Part):
    """`styles.xml`: fills `styles`."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.styles: dict[str, _Style] = {}
        self._style = _Style()

    def start(self, name: str, attrs: dict[str, str]) -> None:
        self.count_other()
        name = self.local[name]
        local = {key.rpartition(":")[2]: value for key, value in attrs.items()} if attrs else {}
        if name == "style":
            self._style = self.styles[local.get("styleId", "")] = _Style()
        elif name == "basedOn":
            self._style.based_on = local.get("val", "")
        elif name == "numId":
            self._style.place = replace(self._style.place, number=local.get("val", ""))
        elif name == "ilvl":
            self._style.place = replace(self._style.place, level=small_int(local.get("val"), 0, _LEVELS - 1))


class Lists:
    """The lists of one document, counted as its paragraphs come."""

    def __init__(self, container: Container, numbering: str | None, styles: str | None, limits: Limits) -> None:
        self._numbering, self._styles = _Numbering(limits), _Styles(limits)
        for name, part in ((numbering, self._numbering), (styles, self._styles)):
            if name is not None and name in container.names:
                with container.open(name) as stream:
                    read_part(stream, part)
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, direct: ListPlace, style: str) -> tuple[str, int]:
        """The label of the next paragraph, empty where it has none, and its level."""
        place = self._place(direct, style)
        known = self._numbering.lists.get(place.number or "")
        if known is None:
            return "", 0
        key, levels = self._levels(known)
        number = place.level or 0
        level = levels.get(number)
        if level is None:
            return "", 0
        counts = self._counts.setdefault(key, {})
        self._count(counts, place.number or "", known, number, level)
        if level.style == "bullet":
            return (BULLET if level.text.strip() else ""), number
        return _PLACE.sub(lambda found: self._shown(int(found[1]) - 1, counts, levels), level.text).strip(), number

    def _place(self, direct: ListPlace, style: str) -> ListPlace:
        """The list of a paragraph: its own, else that of its style or of a style that one is based on."""
        if direct.number is not None and direct.level is not None:
            return direct
        number, level = direct.number, direct.level
        for _ in range(10):
            known = self._styles.styles.get(style)
            if known is None:
                break
            if number is None and known.place.number is not None:
                number = known.place.number
                level = known.place.level if level is None else level
                if level is None:
                    level = self._level_of_style(number, style)
                break
            style = known.based_on
        return ListPlace(number, level)

    def _level_of_style(self, number: str, style: str) -> int:
        known = self._numbering.lists.get(number)
        levels = self._levels(known)[1] if known else {}
        return next((each for each, level in levels.items() if level.paragraph_style == style), 0)

    def _levels(self, known: _List) -> tuple[str, dict[int, _Level]]:
        """The definition's key and the levels of a list, with what the list changes of them."""
        key = known.definition
        definition = self._numbering.definitions.get(key, _Definition())
        if not definition.levels and definition.style in self._styles.styles:
            linked = self._numbering.lists.get(self._styles.styles[definition.style].place.number or "")
            if linked is not None:
                key = linked.definition
                definition = self._numbering.definitions.get(key, _Definition())
        return key, {**definition.levels, **known.levels}

    def _count(self, counts: dict[int, int], identity: str, known: _List, number: int, level: _Level) -> None:
        """Count one on, and begin deeper levels again. A list with a start of its own begins there once."""
        if number in known.starts and (identity, number) not in self._begun:
            counts[number] = known.starts[number]
        else:
            counts[number] = counts[number] + 1 if number in counts else level.start
        self._begun.add((identity, number))
        for deeper in [each for each in counts if each > number]:
            del counts[deeper]

    @staticmethod
    def _shown(number: int, counts: dict[int, int], levels: dict[int, _Level]) -> str:
        level = levels.get(number, _Level())
        return _FORMATS.get(level.style, _digits)(counts.get(number, level.start))


def _digits(count: int) -> str:
    return thai_digits(count)


def _thai_letter(count: int) -> str:
    return _THAI_LETTERS[(count - 1) % len(_THAI_LETTERS)] if count > 0 else ""


def _letter(count: int) -> str:
    return chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1) if 0 < count <= 260 else str(count)


def _roman(count: int) -> str:
    if not 0 < count < 400:
        return str(count)
    text = ""
    for value, letters in _ROMAN:
        times, count = divmod(count, value)
        text += letters * times
    return text


_FORMATS: dict[str, Callable[[int], str]] = {
    "thaiLetters": _thai_letter,
    "lowerLetter": _letter,
    "upperLetter": lambda count: _letter(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "none": lambda count: "",
}
