"""The Word file's lists: steps and sub-items that Word numbers itself, so that one put in between moves those after it.

One multilevel definition has all ways of counting: steps on its first level, then a level for each mark of a sub-item
(ก. ๑.๑ (๑) –), then the same marks one level further in. Each measure is a list of its own, which begins at ๑.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm

from assessments.thai import thai_digits
from itaportal.report.blocks import Step, StepLine
from measures.steps import LETTERS

from .elements import Element, element, paragraph
from .styles import HANGING

Runs = Callable[[str], list[Element]]  # the runs of a text
DEFINITION = 1
_NUMBERS, _LETTERS, _BULLET = "thaiNumbers", "thaiLetters", "bullet"
# Format and label of each mark; `{}` is the level itself.
_MARKS = ((_LETTERS, "%{}."), (_NUMBERS, "%1.%{}"), (_NUMBERS, "(%{})"), (_BULLET, "–"))
ITEM_HANGING, ITEM, DEEP_ITEM = Cm(0.7).twips, Cm(1.3).twips, Cm(1.9).twips


@dataclass(frozen=True)
class _Level:
    """How a level counts, what its label looks like, and where its text stands."""

    counts: str
    label: str
    left: int
    hanging: int


_LEVELS = (
    _Level(_NUMBERS, "%1.", HANGING, HANGING),
    *(_Level(counts, label.format(2 + place), ITEM, ITEM_HANGING) for place, (counts, label) in enumerate(_MARKS)),
    *(_Level(counts, label.format(6 + place), DEEP_ITEM, ITEM_HANGING) for place, (counts, label) in enumerate(_MARKS)),
)


@dataclass
class Lists:
    """The lists of one file: gives each its number, and counts in it as Word does."""

    made: int = 0
    _counts: dict[int, int] = field(default_factory=dict)

    def paragraphs(self, steps: Sequence[Step], runs: Runs) -> list[Element]:
        """The paragraphs of a measure's steps with their sub-items; `runs` makes the runs of a text."""
        if not any(step.number for step in steps):
            return [paragraph("TableText", *runs(step.text)) for step in steps]
        self.made += 1
        self._counts.clear()
        return [made for step in steps for made in self._step(step, runs)]

    def _step(self, step: Step, runs: Runs) -> Iterator[Element]:
        yield self._item(0, step.number, runs(step.text))
        for item in step.items:
            yield self._item(_level(item), item.mark, runs(item.text))

    def _item(self, level: int, mark: str, runs: list[Element]) -> Element:
        """A numbered paragraph; where Word would count otherwise than the report, the mark is typed."""
        before = dict(self._counts)
        self._counts = {each: count for each, count in before.items() if each <= level}
        self._counts[level] = before.get(level, 0) + 1
        if self._label(level) == mark:
            place = element("w:numPr", element("w:ilvl", val=level), element("w:numId", val=self.made))
            return paragraph("ListNumber", *runs, properties=[place])
        self._counts = before
        made = _LEVELS[level]
        tabs = element("w:tabs", element("w:tab", val="left", pos=made.left))
        return paragraph(
            "ListNumber", f"{mark}\t", *runs, properties=[tabs, element("w:ind", left=made.left, hanging=made.hanging)]
        )

    def _label(self, level: int) -> str:
        made, count = _LEVELS[level], self._counts[level]
        if made.counts == _LETTERS and count > len(LETTERS):
            return ""
        own = LETTERS[count - 1] if made.counts == _LETTERS else thai_digits(count)
        label = made.label.replace(f"%{level + 1}", own)
        return label.replace("%1", thai_digits(self._counts.get(0, 0)))

    def xml(self) -> BaseOxmlElement:
        """The whole `w:numbering` element for the lists made so far."""
        levels = "".join(_level_xml(number, level) for number, level in enumerate(_LEVELS))
        lists = "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{DEFINITION}"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            for number in range(1, self.made + 1)
        )
        made: BaseOxmlElement = parse_xml(
            f'<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="{DEFINITION}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>{lists}</w:numbering>'
        )
        return made


def _level(item: StepLine) -> int:
    """The level of a sub-item, by its mark."""
    if item.mark == "–":
        kind = 3
    elif item.mark.startswith("("):
        kind = 2
    else:
        kind = 0 if item.mark[:1].isalpha() else 1
    return 1 + kind + (len(_MARKS) if item.deep else 0)


def _level_xml(number: int, level: _Level) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{level.counts}"/>'
        f'<w:lvlText w:val="{level.label}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:tabs><w:tab w:val="num" w:pos="{level.left}"/></w:tabs>'
        f'<w:ind w:left="{level.left}" w:hanging="{level.hanging}"/></w:pPr></w:lvl>'
    )
