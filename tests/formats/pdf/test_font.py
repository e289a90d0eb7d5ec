"""The font of the PDF report: built again byte for byte, read back exactly, looking as Sarabun does.

Texts are set with WeasyPrint from the font files alone; no database and no template is involved. What readers
take out is compared with what was put in by `tests.formats.pdf.pdftext`. The unmodified Sarabun has to fail the
same comparisons: otherwise they would prove nothing.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFont
from pypdf import PdfReader
from weasyprint import HTML

from itaportal.typesetting.textlayer import hold_hyphens
from scripts import build_font

from .pdftext import LAYOUT_READERS, READERS, STREAM_READERS, Difference, compare

pytestmark = pytest.mark.pdf

ROOT = Path(__file__).resolve().parents[3]
OURS, STOCK = "ITASarabun", "Sarabun"  # beginnings of the file names
FAMILY = build_font.FAMILY  # in CSS for both: an installed Sarabun would be taken for a face of that name
CONSONANTS = [chr(character) for character in range(0x0E01, 0x0E2F)]
TONES = "่้๊๋"


def hostile_samples() -> dict[str, list[str]]:
    """Words by the kind of trouble they make."""
    return {
        "sara am": [c + tone + "ำ" for c in CONSONANTS for tone in ("", *TONES)],
        "stacked marks": [c + vowel + mark for c in CONSONANTS for vowel in "ัิีึืุู็ํ" for mark in ("", *TONES, "์")],
        "single marks": [c + mark for c in CONSONANTS for mark in "ฺ่้๊๋์๎"],
        "below the line": [c + vowel + after for c in "ญฐฎฏฤฦ" for vowel in "ฺุู" for after in "กรา"],
        "lakkhangyao": ["ฤๅ", "ฦๅ", "ฤๅษี", "ฦๅชา", "พฤกษ์", "ๅ"],
        "digits": ["๐๑๒๓๔๕๖๗๘๙", "๒๕๖๘", "๙๕.๔๘", "๑,๒๓๔.๕๖", "๑๒/๓๔", "95.48", "2568"],
        "mixed": [
            "O27 ผ่านดี 95.48%",
            "ITA (น้ำใจ) “ที่นี่” ‘ซื้อ’ … – —",
            "ก่อนABCน้ำDEFที่",
            "office file flow ไฟล์",
            "฿100",
        ],
        "signs": ["ฯลฯ", "ต่าง ๆ", "ๆๆ", "๏", "๚", "๛"],
        "pali": ["พุทฺธสฺส", "กาตุํ", "กิํ", "สํฆํ", "อรหํ", "เสฺว", "ตฺวา", "ก๎"],
        "slips in typing": [c + tone + vowel for c in "กนปฬญ" for tone in TONES + "์" for vowel in "ัิีึื็"]
        + [c + "ำ" + tone for c in "กนปฬญ" for tone in TONES],
        "sara am and sara aa": ["ทา ทำ ตา ต่ำ นา น้ำ", "ำ", "่ำ", "าำา", "กุำ กุา", "กุ่ำ กี่า"],
    }


def real_texts() -> list[str]:
    """The Thai texts of the reference agency, or a few sentences where its fixture is missing."""
    fixture = ROOT / "fixtures" / "chanuwan-2568.json"
    if not fixture.exists():
        return [
            "องค์การบริหารส่วนตำบลชานุวรรณ อำเภอพนมไพร จังหวัดร้อยเอ็ด",
            "ประเมินว่าบุคลากรภายในรับรู้การทำงานของเพื่อนร่วมหน่วยงานอย่างไร ทั้งการยึดมาตรฐานและความโปร่งใส",
            "การทำตามขั้นตอนกับระยะเวลาที่กำหนดไว้ โดยไม่เลือกปฏิบัติ ไม่เรียกรับสินบน และให้บริการอย่างเท่าเทียมกัน",
            "ผลอยู่ในเกณฑ์ดี แต่ยังมีส่วนที่พัฒนาต่อได้ โดยสร้างความเข้าใจให้ทั่วถึงยิ่งขึ้น (IIT 99.57, OIT 90.00)",
            "จัดทำคู่มือการปฏิบัติงานและคู่มือการให้บริการประชาชน เผยแพร่ทางเว็บไซต์ และชี้แจงในที่ประชุมประจำเดือน",
            "รายงานผู้บริหารทุกไตรมาส ภายในปีงบประมาณ พ.ศ. ๒๕๖๙ (ตุลาคม ๒๕๖๘ – กันยายน ๒๕๖๙)",
        ] * 8
    characters = set(TTFont(ROOT / "static" / "fonts" / f"{OURS}-Regular.ttf").getBestCmap())
    texts = [" ".join(text.split()) for text in strings_of(json.loads(fixture.read_text(encoding="utf-8")))]
    return [t for t in texts if re.search("[ก-ฮ]", t) and characters.issuperset(map(ord, t))]


def strings_of(data: object) -> Iterator[str]:
    """All string values in JSON data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from strings_of(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings_of(value)


@cache
def pdf(body: str, css: str = "", font: str = OURS) -> bytes:
    """Set HTML in a font of ours or in the unmodified one."""
    faces = "".join(
        f"@font-face {{ font-family: '{FAMILY}'; font-weight: {weight}; src: url({font}-{style}.ttf) }}"
        for style, weight in (("Regular", 400), ("Bold", 700))
    )
    style = f"""{faces} @page {{ size: A4; margin: 2cm }}
        html {{ font: 12pt/1.6 '{FAMILY}' }}  p {{ margin: 0 0 4pt }}  b {{ font-weight: 700 }}
        .nobreak {{ white-space: nowrap }}
        table {{ border-collapse: collapse; width: 100%; table-layout: fixed; font-size: 9pt }}
        td {{ border: 0.5pt solid; padding: 2pt; vertical-align: top }}  tr {{ break-inside: avoid }} {css}"""
    page = f"<html lang=th><title>ทดสอบ</title><style>{style}</style><body>{body}"
    return HTML(string=page, base_url=(ROOT / "static" / "fonts").as_uri() + "/").write_pdf()


def paragraphs(texts: list[str]) -> str:
    """Texts as paragraphs, hyphens kept out of line ends."""
    return "".join(f"<p>{hold_hyphens(text)}</p>" for text in texts)


def hostile_lines(tight: bool) -> list[str]:
    """The hostile samples in lines short enough for a page, with or without spaces between the words."""
    lines = []
    for words in hostile_samples().values():
        lines += [("" if tight else " ").join(words[i : i + 16]) for i in range(0, len(words), 16)]
    return lines


def read(reader: str, document: bytes, texts: list[str]) -> Difference:
    """Compare what a reader takes out of a document with the texts that were put in."""
    return compare("\n".join(texts), READERS[reader](document))


# --- the files ---


@pytest.mark.parametrize("style", build_font.SOURCES)
def test_fonts_are_what_the_script_builds(style: str) -> None:
    source = build_font.FONTS / build_font.SOURCES[style]
    assert build_font.build(source, style) == (build_font.FONTS / f"{OURS}-{style}.ttf").read_bytes()


@pytest.mark.parametrize("style", build_font.SOURCES)
def test_fonts_keep_their_licence_and_have_a_name_of_their_own(style: str) -> None:
    ours = TTFont(build_font.FONTS / f"{OURS}-{style}.ttf")["name"]
    stock = TTFont(build_font.FONTS / build_font.SOURCES[style])["name"]
    assert ours.getDebugName(1) == "ITA Sarabun"
    assert ours.getDebugName(4) == f"ITA Sarabun {style}"
    assert ours.getDebugName(0).startswith(stock.getDebugName(0))
    assert "Modified by ITA Portal" in ours.getDebugName(10)
    for licence in (13, 14):
        assert ours.getDebugName(licence) == stock.getDebugName(licence)
    assert "SIL OPEN FONT LICENSE" in (build_font.FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_only_our_font_is_embedded_and_it_stays_small() -> None:
    document = pdf(paragraphs(real_texts()) + "<p><b>น้ำ</b>")
    assert embedded_fonts(document) == {"ITA-Sarabun", "ITA-Sarabun-Bold"}  # no fallback for any character
    assert len(document) < len(pdf(paragraphs(real_texts()) + "<p><b>น้ำ</b>", font=STOCK)) + 20_000


def embedded_fonts(document: bytes) -> set[str]:
    """Names of the fonts in a document, without the prefix of a subset."""
    reader = PdfReader(io.BytesIO(document))
    fonts = [item for page in reader.pages for item in page["/Resources"]["/Font"].values()]  # type: ignore[index]  # pypdf gives any object
    return {str(font.get_object()["/BaseFont"]).lstrip("/").split("+")[-1] for font in fonts}


# --- the text ---


@pytest.mark.parametrize("tight", [False, True], ids=["words", "no spaces"])
@pytest.mark.parametrize("reader", READERS)
def test_hostile_text_is_exact(reader: str, tight: bool) -> None:
    lines = hostile_lines(tight)
    weight = "p { font-weight: 700 }" if tight else ""
    assert not read(reader, pdf(paragraphs(lines), weight), lines)


@pytest.mark.parametrize("reader", READERS)
def test_stock_font_fails(reader: str) -> None:
    """SARA AM in every reader, and the order of marks in the readers that go by their place."""
    difference = read(reader, pdf("<p>ทำการตามคำสั่ง", font=STOCK), ["ทำการตามคำสั่ง"])
    assert difference.lost
    assert difference.examples
    if reader in LAYOUT_READERS:
        lines = [line for line in hostile_lines(tight=True) if "ำ" not in line][::10]
        assert read(reader, pdf(paragraphs(lines), font=STOCK), lines).moved


@pytest.mark.parametrize("reader", READERS)
def test_prose_is_exact(reader: str) -> None:
    texts = real_texts()
    assert not read(reader, pdf(paragraphs(texts)), texts)


@pytest.mark.parametrize("reader", READERS)
def test_justified_prose_is_exact(reader: str) -> None:
    """Except that pdftotext may take the wide spaces of justified lines for the gap between two columns."""
    texts = real_texts()
    difference = read(reader, pdf(paragraphs(texts), "p { text-align: justify }"), texts)
    assert not (difference.characters if reader == "pdftotext" else difference)


@pytest.mark.parametrize("reader", READERS)
def test_runs_of_bold_and_spaced_letters_add_no_spaces(reader: str) -> None:
    texts = [text for text in real_texts() if "-" not in text]
    body = "".join(f"<p>{bold_in_turn(text)}</p>" for text in texts)
    assert not read(reader, pdf(body, "p { letter-spacing: 0.03em }"), texts)


def bold_in_turn(text: str) -> str:
    """Every second piece of five clusters in bold, so that most changes of font are inside words."""
    clusters = re.findall(r".[ัำิ-ฺ็-๎]*", text)
    pieces = [escape("".join(clusters[i : i + 5])) for i in range(0, len(clusters), 5)]
    return "".join(f"<b>{piece}</b>" if i % 2 else piece for i, piece in enumerate(pieces))


@pytest.mark.parametrize("reader", READERS)
def test_narrow_table_keeps_every_character(reader: str) -> None:
    texts = [text for text in real_texts() if "-" not in text]  # columns too narrow to hold hyphens
    rows = [texts[i : i + 7] for i in range(0, len(texts), 7)]
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows)
    difference = read(reader, pdf(f"<table>{body}</table>"), texts)
    assert not (difference if reader in STREAM_READERS else difference.characters)


HYPHENS = "e-Service ตาม No-Gift ปี 2568-2569 one-stop-service ตุลาคม-กันยายน ๒๕๖๘-๒๕๖๙ มกราคม - กันยายน "


@pytest.mark.parametrize("width", [5, 6, 7.5])
def test_hyphens_are_held(width: float) -> None:
    column = f"p {{ width: {width}cm }}"
    for reader in READERS:
        assert not read(reader, pdf(paragraphs([HYPHENS * 4]), column), [HYPHENS * 4])
    assert read("pdftotext", pdf(f"<p>{HYPHENS * 4}", column), [HYPHENS * 4]).lost


# --- the look ---


def stray_ink(one: Image.Image, other: Image.Image, reach: int = 1) -> int:
    """Count dark pixels of either image that have none of the other within reach: more than anti-aliasing."""
    count = 0
    for here, there in ((one, other), (other, one)):
        ink = here.point(lambda grey: 255 if grey < 96 else 0)
        around = there.point(lambda grey: 255 if grey < 160 else 0)
        for x, y in ((1, 0), (0, 1)) * reach:
            shifted = (ImageChops.offset(around, x, y), ImageChops.offset(around, -x, -y))
            around = ImageChops.lighter(around, ImageChops.lighter(*shifted))
        count += ImageChops.subtract(ink, around).histogram()[255]
    return count


def rendered(document: bytes) -> Image.Image:
    """The first page of a document at 200 dpi, in greys."""
    command = ["pdftoppm", "-r", "200", "-gray", "-singlefile", "-"]
    result = subprocess.run(command, input=document, capture_output=True, check=True)
    return Image.open(io.BytesIO(result.stdout))


@pytest.mark.parametrize("weight", [400, 700])
def test_page_looks_the_same(weight: int) -> None:
    lines = [*real_texts()[:12], *hostile_lines(tight=False)[::8]]
    css = f"p {{ font-weight: {weight}; margin: 0 }}"
    ours, stock = (rendered(pdf(paragraphs(lines), css, font)) for font in (OURS, STOCK))
    assert ours.size == stock.size
    assert stray_ink(ours, stock) == 0
    assert stray_ink(ImageChops.offset(ours, 0, 2), stock) > 1000


@pytest.mark.parametrize("style", build_font.SOURCES)
def test_clusters_look_the_same_in_large(style: str) -> None:
    """Shaped by HarfBuzz without WeasyPrint, at 200 pixels to the em: a mark moved by 15 units would show.

    The consonants are those that the original treats in ways of their own, and ก for the rest.
    """
    files = [str(build_font.FONTS / f"{name}-{style}.ttf") for name in (OURS, STOCK)]
    fonts = [ImageFont.truetype(file, 200, layout_engine=ImageFont.Layout.RAQM) for file in files]
    tails = ["".join(map(chr, tail)) for tail in build_font.cluster_tails()]
    stray = 0
    for base in "กปฬญฐฏฤ":
        for start in range(0, len(tails), 7):
            line = " ".join(base + tail for tail in tails[start : start + 7])
            images = []
            for font in fonts:
                image = Image.new("L", (1700, 500), 255)
                ImageDraw.Draw(image).text((50, 180), line, font=font, fill=0, language="th")
                images.append(image)
            stray += stray_ink(images[0], images[1], reach=2)
    assert stray <= 20  # whole-pixel places of glyphs, where they fall between two pixels
