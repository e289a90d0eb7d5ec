"""Read a Word file back: its own elements and pictures, and what LibreOffice makes of it as text and as pages.

LibreOffice lays the pages out with a stand-in of the official face, made from the shipped Sarabun (the same design, of
which 12 points are as large as 16 of TH SarabunPSK), so that pages do not depend on the fonts of the machine.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image

from tests.office import saved_by_libreoffice

from ..pdf.pdftext import with_pdftotext_boxes, with_pdftotext_raw

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FACE = "TH SarabunPSK"
JOINERS = re.compile("[\u200d\u2060]")  # signs without shape that hold words together
CM = 72 / 2.54  # a centimetre in points, as of laid-out pages
TWIPS = 1440 / 2.54  # a centimetre in Word's unit
_FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{fonts}/cache</cachedir></fontconfig>"""


def solid(text: str) -> str:
    """The text without white space, which line ends and cells make differ."""
    return re.sub(r"\s+", "", text)


def members(docx: bytes) -> list[str]:
    """The names of the file's parts."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return package.namelist()


def part(docx: bytes, name: str) -> etree._Element:
    """One XML part of the file, such as `word/document.xml`."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return etree.fromstring(package.read(name))


def folded(text: str) -> str:
    """The text solid and with what LibreOffice shows otherwise made alike: digits and dashes of lists."""
    return (
        solid(JOINERS.sub("", text))
        .translate({ord(digit): str(value) for value, digit in enumerate("๐๑๒๓๔๕๖๗๘๙")})
        .replace("◦", "–")
    )


def paragraphs(docx: bytes) -> Iterator[tuple[str, str]]:
    """Style and text of every paragraph of the body in its order, tables included, those of lists with their number."""
    numbers = _Numbers(docx)
    for found in part(docx, "word/document.xml").iter(f"{W}p"):
        style = found.find(f"{W}pPr/{W}pStyle")
        assert style is not None, "a paragraph without a style"
        yield style.get(f"{W}val"), numbers.label(found) + text_of(found)


class _Numbers:
    """Counts the lists of a file as ECMA-376 says, by its numbering part alone."""

    def __init__(self, docx: bytes) -> None:
        numbering = part(docx, "word/numbering.xml")
        levels = numbering.findall(f"{W}abstractNum/{W}lvl")
        self.levels = [
            (level.find(f"{W}numFmt").get(f"{W}val"), level.find(f"{W}lvlText").get(f"{W}val")) for level in levels
        ]
        assert [int(level.get(f"{W}ilvl")) for level in levels] == list(range(len(levels)))
        self.known = {item.get(f"{W}numId") for item in numbering.findall(f"{W}num")}
        self.counts: dict[str, list[int]] = {}

    def label(self, paragraph: etree._Element) -> str:
        place = paragraph.find(f"{W}pPr/{W}numPr")
        if place is None:
            return ""
        number, level = (place.find(f"{W}{name}").get(f"{W}val") for name in ("numId", "ilvl"))
        assert number in self.known
        counts = self.counts.setdefault(number, [0] * 9)
        counts[int(level)] += 1
        counts[int(level) + 1 :] = [0] * (8 - int(level))
        label = self.levels[int(level)][1]
        for each, count in enumerate(counts):
            label = label.replace(f"%{each + 1}", _counted(self.levels[each][0], count))
        return f"{label}\t"


def _counted(way: str, count: int) -> str:
    if way == "thaiNumbers":
        return "".join("๐๑๒๓๔๕๖๗๘๙"[int(digit)] for digit in str(count))
    return "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"[count - 1] if way == "thaiLetters" else ""


def text_of(found: etree._Element) -> str:
    """The text below an element; line breaks and tabs as such, the signs that hold words together left out."""
    signs = {f"{W}t": lambda item: item.text or "", f"{W}br": lambda item: "\n", f"{W}tab": lambda item: "\t"}
    runs = (item for run in found.iter(f"{W}r") for item in run)
    return JOINERS.sub("", "".join(signs[item.tag](item) for item in runs if item.tag in signs))


def tables(docx: bytes) -> list[etree._Element]:
    """The tables of the body in their order."""
    return list(part(docx, "word/document.xml").iter(f"{W}tbl"))


def pictures(docx: bytes) -> list[tuple[etree._Element, Image.Image]]:
    """Each picture of the body: the element that places and describes it, and the image."""
    relations = {item.get("Id"): item.get("Target") for item in part(docx, "word/_rels/document.xml.rels")}
    found = []
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        for inline in part(docx, "word/document.xml").iter("{*}inline"):
            name = inline.find(".//{*}blip").get(
                "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
            )
            found.append((inline, Image.open(io.BytesIO(package.read(f"word/{relations[name]}")))))
    return found


def rows_of(image: Image.Image, colour: str) -> list[tuple[int, int] | None]:
    """For each row of pixels from the top down, where the colour starts and ends; None where it is not."""
    found = image.getcolors()
    assert image.mode == "P"
    assert found
    palette = image.getpalette("RGB")
    index = next(n for _, n in found if bytes(palette[3 * n : 3 * n + 3]) == bytes.fromhex(colour[1:]))
    data, width, sign = image.tobytes(), image.width, bytes([index])
    rows = (data[y * width : (y + 1) * width] for y in range(image.height))
    return [(row.find(sign), row.rfind(sign)) if sign in row else None for row in rows]


def pages(docx: bytes) -> list[str]:
    """The text of each page that LibreOffice lays out."""
    return JOINERS.sub("", with_pdftotext_raw(as_pdf(docx))).removesuffix("\f").split("\f")


def words_in_boxes(docx: bytes) -> str:
    """Every word of the laid-out pages with its box, as Poppler's XHTML."""
    return JOINERS.sub("", with_pdftotext_boxes(as_pdf(docx)))


@cache
def as_text(docx: bytes) -> str:
    """The file as LibreOffice reads it, as plain text; raises where it cannot."""
    return JOINERS.sub("", _converted(docx, "txt:Text (encoded):UTF8").decode("utf-8-sig"))


@cache
def as_pdf(docx: bytes) -> bytes:
    """The file as LibreOffice lays it out."""
    return _converted(docx, "pdf")


def _converted(docx: bytes, to: str) -> bytes:
    return saved_by_libreoffice(docx, "docx", to, variables={"FONTCONFIG_FILE": str(_fonts() / "fonts.conf")})


_kept: list[tempfile.TemporaryDirectory[str]] = []  # removed when the interpreter ends


@cache
def _fonts() -> Path:
    """A folder with the stand-in and a fontconfig file that knows nothing else."""
    _kept.append(tempfile.TemporaryDirectory())
    folder = Path(_kept[-1].name)
    for weight in ("Regular", "Bold"):
        font = TTFont(Path(settings.BASE_DIR, "static", "fonts", f"Sarabun-{weight}.ttf"))
        font["head"].unitsPerEm = font["head"].unitsPerEm * 4 // 3
        for record in font["name"].names:
            names = {1: FACE, 16: FACE, 4: f"{FACE} {weight}", 6: f"THSarabunPSK-{weight}"}
            record.string = names.get(record.nameID, record.toUnicode())
        ascent, descent = 1140, 366  # together 1.13 em, the line height of TH SarabunPSK
        font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ascent, -descent, 0
        table = font["OS/2"]
        table.usWinAscent, table.usWinDescent = ascent, descent
        table.sTypoAscender, table.sTypoDescender, table.sTypoLineGap = ascent, -descent, 0
        font.save(folder / f"{weight}.ttf")
    (folder / "fonts.conf").write_text(_FONTCONFIG.format(fonts=folder), encoding="utf-8")
    return folder
