"""The report's texts as runs: numbers beside their unit, addresses and names of figures that lead where they say.

A caption's number is a field that Word counts; its label and number are a bookmark, to which texts that name it lead.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from assessments.thai import thai_digits
from itaportal.report.blocks import LABEL
from itaportal.typesetting.addresses import links
from itaportal.typesetting.typography import with_kept_spaces
from itaportal.typesetting.wordlines import held_text

from ..data.office import xml_text
from .elements import Element, element, run


class Texts:
    """Makes the runs of texts and captions, their numbers held together, in tables words and terms as in the PDF.

    `captions` are those of the document, which texts may name; `names` those that no line breaks.
    """

    def __init__(self, captions: Iterable[str], names: Sequence[str] = ()) -> None:
        labels = (match.group() for caption in captions if (match := LABEL.match(caption)))
        self._bookmarks = {label: f"_Ref{number:08}" for number, label in enumerate(dict.fromkeys(labels), start=1)}
        self._counted: Counter[str] = Counter()
        self._names = tuple(names)

    def held(self, text: str, room: int) -> str:
        """A text of a table's cell held together; `room` is how many printed characters are, at most."""
        return held_text(text, self._names, room)

    def runs(self, text: str, *, bold: bool = False, room: int = 0) -> list[Element]:
        """The runs of a text, those of addresses inside links, those of captions' names inside fields.

        In a cell with `room` for so many printed characters its words and terms are held together.
        """
        text = xml_text(text)
        found: list[Element] = []
        done = 0
        for start, end, made in sorted(self._linked(text, bold), key=lambda item: item[0]):
            if start >= done:
                found += [*self._plain(text[done:start], bold, room), *made]
                done = end
        rest = self._plain(text[done:], bold, room)
        return [*found, *rest] if rest or found else [run("", bold=bold)]

    def _plain(self, text: str, bold: bool, room: int) -> list[Element]:
        shown = self.held(text, room) if room else with_kept_spaces(text)
        return [run(shown, bold=bold)] if shown else []

    def _linked(self, text: str, bold: bool) -> Iterator[tuple[int, int, list[Element]]]:
        for start, end, target in links(text):
            yield start, end, [_link(text[start:end], target)]
        for match in LABEL.finditer(text):
            if bookmark := self._bookmarks.get(match.group()):
                named = run(match.group().replace(" ", "\u00a0"), bold=bold)
                yield *match.span(), [element("w:hyperlink", named, anchor=bookmark)]

    def caption(self, text: str) -> list[Element]:
        """The runs of a caption, with its number as a field and a bookmark around it and its label."""
        match = LABEL.match(text)
        if not match:
            return self.runs(text)
        kind, number = match.groups()
        self._counted[kind] += 1
        name = self._bookmarks[match.group()]
        identity = int(name[4:])
        counted = thai_digits(self._counted[kind]) == number
        shown = _number(kind, number) if counted else [run(number)]
        return [
            element("w:bookmarkStart", id=identity, name=name),
            run(f"{kind}\u00a0"),
            *shown,
            element("w:bookmarkEnd", id=identity),
            run(with_kept_spaces(xml_text(text[match.end() :]))),
        ]


def _number(kind: str, number: str) -> list[Element]:
    """The number of a caption, which Word counts in Thai digits.

    Inside a QUOTE: LibreOffice knows no Thai digits in fields and would show a counted ๒ as ข, but shows what a QUOTE
    holds as it is.
    """
    inside = [_mark("begin"), _code(rf"SEQ {kind} \* ThaiArabic"), _mark("end")]
    return [_mark("begin"), _code("QUOTE"), *inside, _mark("separate"), run(number), _mark("end")]


def _mark(kind: str) -> Element:
    return element("w:r", element("w:fldChar", fldCharType=kind))


def _code(instruction: str) -> Element:
    code = element("w:instrText")
    code.text = f" {instruction} "
    code.set(qn("xml:space"), "preserve")
    return element("w:r", code)


def _link(address: str, target: str) -> Element:
    """An address that leads where it says. Its target stands in the place of the relationship that `relate` makes."""
    made = run(address)
    made.insert(0, element("w:rPr", element("w:rStyle", val="Hyperlink")))
    link = element("w:hyperlink", made)
    link.set(qn("r:id"), target)
    return link


def relate(body: BaseOxmlElement, part: Part) -> None:
    """Give every link in `body` a relationship of the document's part, one for each target."""
    for link in body.iter(qn("w:hyperlink")):
        if (where := link.get(qn("r:id"))) is not None:
            link.set(qn("r:id"), part.relate_to(where, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
