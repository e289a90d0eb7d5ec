"""The lines of a laid-out report, and which of their ends fall inside a word or a fixed term."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

from itaportal.typesetting.typography import ROOM, printed_length

MARKS = re.compile("[\u200b\u180e\u2060]")
# One word with what follows, as an official letter is broken.
PREFIXES = {"การ", "ความ", "ผู้", "นัก"}
# Terms that a reader wants whole, written down for the tests apart from `itaportal.typesetting.terms`.
_WRITTEN = """
การดำเนินการ ดำเนินการ การดำเนินงาน ผลการดำเนินงาน การปฏิบัติงาน การปฏิบัติหน้าที่ ปฏิบัติราชการ ถือปฏิบัติ แนวปฏิบัติ แนวทาง ทำให้
มาตรการ โครงการ กิจกรรม ขั้นตอน ระยะเวลา เครื่องมือ ตัวชี้วัด คะแนนภาพรวม คะแนนเฉลี่ย คะแนนเต็ม ค่าเฉลี่ย แบบวัด แบบประเมิน จุดแข็ง
ผลการประเมิน ผลการวิเคราะห์ การวิเคราะห์ การประเมิน ข้อเสนอแนะ การรับรู้ การทำงาน วิธีทำงาน การแก้ไขปัญหา การปรับปรุง การป้องกัน การพัฒนา
คุณธรรม ความโปร่งใส ธรรมาภิบาล หลักธรรมาภิบาล จิตสำนึก ซื่อสัตย์สุจริต การทุจริต ประพฤติมิชอบ เจตนารมณ์ เรียกรับ สินบน ผลประโยชน์
ผลประโยชน์ทับซ้อน ส่วนตน ส่วนรวม ส่วนบุคคล ส่วนตัว ความเสี่ยง ความเป็นธรรม ความเท่าเทียม เลือกปฏิบัติ ดุลยพินิจ ใช้อำนาจ อำนาจหน้าที่
งบประมาณ ปีงบประมาณ การใช้จ่าย เบิกจ่าย จัดซื้อจัดจ้าง การจัดซื้อจัดจ้าง จัดหาพัสดุ ตรวจรับพัสดุ งานพัสดุ ทรัพย์สิน ขอยืม คุ้มค่า
หน่วยงาน หน่วยงานภาครัฐ ส่วนราชการ ทางราชการ ของราชการ ภาครัฐ เจ้าหน้าที่ เจ้าหน้าที่ของรัฐ บุคลากร ทรัพยากรบุคคล ผู้บริหาร ผู้บังคับบัญชา
ผู้รับบริการ ผู้รับผิดชอบ ผู้มีส่วนได้ส่วนเสีย ผู้ติดต่อ ผู้มาติดต่อ ผู้อำนวยการ ประชาชน สาธารณชน เพื่อนร่วม รายบุคคล คณะทำงาน คณะกรรมการ
สำนักปลัด กองคลัง กองช่าง กองการศึกษา กองสาธารณสุข สาธารณสุข สิ่งแวดล้อม หน่วยตรวจสอบ ตรวจสอบ สวัสดิการ นายกเทศมนตรี
เทศบาลตำบล เทศบาลเมือง องค์การบริหารส่วนตำบล องค์การบริหารส่วนจังหวัด นายกองค์การบริหารส่วนตำบล ปลัดองค์การบริหารส่วนตำบล
กองสาธารณสุขและสิ่งแวดล้อม หน่วยตรวจสอบภายใน กองสวัสดิการสังคม สำนักงานปลัด กระทรวงมหาดไทย กระทรวงการคลัง พระราชบัญญัติ
การให้บริการ ความพึงพอใจ ความคิดเห็น ความรู้ ความเข้าใจ ความก้าวหน้า มีส่วนร่วม การมีส่วนร่วม เผยแพร่ การเผยแพร่ เปิดเผย การเปิดเผย
ข้อมูลข่าวสาร ข้อมูลสาธารณะ ประชาสัมพันธ์ เว็บไซต์ ออนไลน์ อิเล็กทรอนิกส์ ช่องทาง ติดต่อสอบถาม เข้าถึง เข้าใจง่าย แจ้งเบาะแส แจ้งเวียน
จัดทำ ฝึกอบรม มอบหมาย กำกับติดตาม กำกับดูแล รายงานผล ติดตาม อย่างสม่ำเสมอ อย่างต่อเนื่อง อย่างเคร่งครัด ที่เกี่ยวข้อง ที่ผ่านมา
ยิ่งขึ้น เพิ่มขึ้น ขึ้นไป รวมถึง รวมทั้ง พร้อมทั้ง ปัจจุบัน เป็นปัจจุบัน สอดคล้อง เชื่อมโยง หลากหลาย เสริมสร้าง ขับเคลื่อน วัฒนธรรมองค์กร อื่นใด
"""
TERMS = tuple(_WRITTEN.split())
PATTERNS = (
    r"ประจำปี(?!งบประมาณ)",
    r"ประจำปีงบประมาณ",
    r"(?<!ประจำ)ปีงบประมาณ พ\.ศ\. [๐-๙]+",
    r"[๐-๙][๐-๙.,]* (?:คะแนน|ครั้ง|ตัวชี้วัด|บาท)",
    r"[๐-๙]{1,2} (?:มกราคม|เมษายน|กันยายน|ตุลาคม|พฤศจิกายน|ก\.ย\.|เม\.ย\.) [๐-๙]{4}",
    r"ร้อยละ [๐-๙]+",
    r"ตัวชี้วัดที่ [๐-๙]+",
    r"ภาพที่ [๐-๙]+",
    r"ตารางที่ [๐-๙]+",
    r"[๐-๙]+[.,][๐-๙]+",
    r"“[^”]{1,20}”",
    r"No Gift Policy",
)
# Where both tokenizers see one word and a reader sees two: the plan of what follows, its results assessed, that it is.
_TWO_WORDS = {"แผน|การ", "ประเมิน|ผล", "การประเมิน|ผล", "ว่า|การ"}


@dataclass(frozen=True)
class Paragraph:
    """A block of text, its lines as they were set, and how many printed characters surely fit one."""

    text: str
    lines: tuple[str, ...]
    fit: int

    @property
    def ends(self) -> set[int]:
        """Where its lines end, counted in characters other than spaces; the last line's end is the paragraph's."""
        return set(accumulate(len(solid(line)) for line in self.lines[:-1]))


def solid(text: str) -> str:
    """The text without spaces and marks."""
    return re.sub(r"\s+", "", MARKS.sub("", text))


def paragraphs(document: Any, root: Any) -> list[Paragraph]:
    """Every block of text in the order of the pages; one that goes over a page is put together again."""
    parents = {child: parent for parent in root.iter() for child in parent}
    lines: dict[Any, list[str]] = {}
    for page in document.pages:
        for box in line_boxes(page._page_box.children[0]):
            lines.setdefault(box.element, []).append("".join(_texts(box)))
    return [Paragraph(_source(element), tuple(texts), _fit(element, parents)) for element, texts in lines.items()]


def _source(element: Any) -> str:
    return re.sub(r"\s+", " ", MARKS.sub("", "".join(_strings(element))))


def _strings(element: Any) -> Iterator[str]:
    """The element's text without what drawings say about themselves."""
    yield element.text or ""
    for child in element:
        if not child.tag.startswith("{"):
            yield from _strings(child)
        yield child.tail or ""


def _children(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        yield getattr(child, "_box", child)


def line_boxes(box: Any) -> Iterator[Any]:
    for child in _children(box):
        if type(child).__name__ == "LineBox":
            yield child
        else:
            yield from line_boxes(child)


def _texts(box: Any) -> Iterator[str]:
    for child in _children(box):
        if hasattr(child, "text"):
            yield child.text
        yield from _texts(child)


def _fit(element: Any, parents: dict[Any, Any]) -> int:
    while element is not None:
        if fit := element.get("data-fit"):
            return int(fit)
        element = parents.get(element)
    return ROOM


# --- Pages ----------------------------------------------------------------------------------------------------------

_HEADINGS = {"h1", "h2", "h3", "caption"}


def _boxes(box: Any) -> Iterator[Any]:
    yield box
    for child in _children(box):
        yield from _boxes(child)


def text_of(page: Any) -> str:
    """Every character of a page but spaces, in the order of the text, with the labels inside its drawings."""
    return solid(
        "".join(text for box in _boxes(page) for text in ([box.text] if hasattr(box, "text") else labels_in(box)))
    )


def labels_in(box: Any) -> list[str]:
    """The labels inside a drawing, in the order in which they are drawn; none where the box is no drawing."""
    if not hasattr(box, "replacement"):
        return []
    return [label.text for label in box.element.iter("{http://www.w3.org/2000/svg}text")]


def labels_of(page: Any) -> str:
    """The labels inside a page's drawings."""
    return solid("".join(label for box in _boxes(page) for label in labels_in(box)))


def has_repeatable_header(page: Any) -> bool:
    """Whether the header of the measures' table is on the page."""
    return any(box.element_tag == "thead" and len(box.element[0]) == 7 for box in _boxes(page))


def pages_of(pages: Iterable[Any], tag: str, name: str = "") -> dict[Any, list[int]]:
    """The pages on which each element of a kind has something."""
    found: dict[Any, list[int]] = {}
    for number, page in enumerate(pages):
        elements = {box.element for box in _boxes(page) if box.element_tag == tag}
        for element in elements:
            if not name or name in (element.get("class") or "").split():
                found.setdefault(element, []).append(number)
    return found


def rows_of(page: Any) -> Iterator[Any]:
    """The boxes of a page's table rows, or of their parts that lie on it."""
    return (box for box in _boxes(page) if box.element_tag == "tr")


def last_block(page: Any) -> str:
    """The kind of the last text on a page: a heading's tag, else the tag of the block it is in."""
    last = ""
    for box in line_boxes(page):
        if "".join(_texts(box)).strip():
            last = box.element.tag
    return last


def first_figure(page: Any) -> str:
    """The caption of the figure that a page begins with; empty where it begins with anything else."""
    first = next(box for box in _boxes(page) if getattr(box, "text", "").strip())
    for box in _boxes(page):
        if box.element_tag == "figure" and any(inner is first for inner in _boxes(box)):
            return solid("".join(_strings(box.element.find("figcaption"))))
    return ""


def sticking_out(page: Any) -> list[str]:
    """The lines that are wider than the block they are in, or end to the right of the page's text."""
    edge = page.content_box_x() + page.width
    return [
        "".join(_texts(line))
        for block in _boxes(page)
        for line in _children(block)
        if type(line).__name__ == "LineBox"
        for right in [max((text.position_x + text.width for text in _boxes(line) if hasattr(text, "text")), default=0)]
        if right > min(block.content_box_x() + block.width, edge) + 0.5
    ]


def below_the_page(page: Any) -> list[str]:
    """The lines that end under the page's text."""
    bottom = page.content_box_y() + page.height
    return ["".join(_texts(line)) for line in line_boxes(page) if line.position_y + line.height > bottom + 1]


def ends_with_a_word(catchword: str, found: Iterable[Paragraph]) -> bool:
    """Whether a catchword ends where a word of the text does; a word that has no room in it may be cut."""
    parts = [solid(catchword), solid(catchword.split(" ", 1)[-1])]  # the second cell of a row where it is of two
    for part in parts:
        places = [(paragraph, solid(paragraph.text).find(part)) for paragraph in found]
        places = [(paragraph, place + len(part)) for paragraph, place in places if place >= 0]
        if places:
            return any(end in _ends(paragraph) for paragraph, end in places)
    return False


def _ends(paragraph: Paragraph) -> set[int]:
    """Where words end by either tokenizer, and everywhere inside those that are too long for a catchword."""
    ends = {len(solid(paragraph.text[: match.start()])) for match in re.finditer("(?<=แผน)การ", paragraph.text)}
    for tokens in (_tokens, _royal_tokens):
        place = 0
        for word in _words(paragraph.text, 20, tokens):
            length = len(solid(word))
            ends |= set(range(place, place + length)) if printed_length(word) > 10 else set()
            place += length
            ends.add(place)
    return ends


# --- What is wrong with a line's end -----------------------------------------------------------------------------


def broken_words(paragraph: Paragraph) -> list[str]:
    """The words inside which a line ends although they fit a line, as two tokenizers with two word lists agree.

    Neither is what settles the report's lines: PyThaiNLP's "newmm" with its own words alone, and "longest" with those
    of the Royal Society's dictionary, which know none of our terms.
    """
    if not paragraph.ends:
        return []
    found, agreed = _inside(paragraph, _tokens), _inside(paragraph, _royal_tokens)
    return [word for place, word in found.items() if place in agreed and word not in _TWO_WORDS]


def _inside(paragraph: Paragraph, tokens: Callable[[str], tuple[str, ...]]) -> dict[int, str]:
    """The line ends inside words that fit a line, with the word."""
    found, place = {}, 0
    for word in _words(paragraph.text, paragraph.fit, tokens):
        length = len(solid(word))
        if printed_length(word.strip()) <= paragraph.fit:
            for end in paragraph.ends:
                if place < end < place + length:
                    found[end] = f"{solid(word)[: end - place]}|{solid(word)[end - place :]}"
        place += length
    return found


def broken_syllables(paragraph: Paragraph) -> list[str]:
    """The clusters of letters that are never parted, as PyThaiNLP's rules know them, inside which a line ends."""
    if not paragraph.ends:
        return []
    found, place = [], 0
    for cluster in _clusters(paragraph.text):
        length = len(solid(cluster))
        if any(place < end < place + length for end in paragraph.ends):
            found.append(cluster)
        place += length
    return found


@cache
def _tokens(text: str) -> tuple[str, ...]:
    from pythainlp.tokenize import word_tokenize  # after `segmentation`, which keeps it from writing into the home

    return tuple(word_tokenize(text, engine="newmm"))


@cache
def _royal_tokens(text: str) -> tuple[str, ...]:
    return tuple(_royal().word_tokenize(text))


@cache
def _royal() -> Any:
    from pythainlp.corpus import thai_orst_words
    from pythainlp.tokenize import Tokenizer

    return Tokenizer(thai_orst_words(), engine="longest")


@cache
def _clusters(text: str) -> tuple[str, ...]:
    from pythainlp.tokenize import subword_tokenize

    return tuple(subword_tokenize(text, engine="tcc"))


def _words(text: str, fit: int, tokens: Callable[[str], tuple[str, ...]] = _tokens) -> list[str]:
    words: list[str] = []
    for word in tokens(text):
        joins = words and words[-1] in PREFIXES and not word.isspace()
        if joins and printed_length(words[-1] + word) <= fit:
            words[-1] += word
        else:
            words.append(word)
    return words


def broken_terms(paragraph: Paragraph, names: Iterable[str]) -> list[str]:
    """The fixed terms and names inside which a line ends although they fit a line, with a number before them."""
    text, found = paragraph.text, []
    number = re.match(r"[๐-๙]+\. ", text)
    # Not where other words have the letters of an indicator's name: แบบวัดการเปิดเผย|ข้อมูลสาธารณะ, มาตรการ|ใช้อำนาจ;
    # or of a term: ผู้รับบริการ|มีส่วนร่วม.
    called = (f"(?<!มาตร){re.escape(name)}(?!สาธารณะ)" for name in names)
    patterns = [*(f"(?<!บริ){re.escape(term)}" for term in TERMS), *called, *PATTERNS]
    for match in (match for pattern in patterns for match in re.finditer(pattern, text)):
        start, end = (len(solid(text[:place])) for place in match.span())
        room = paragraph.fit - (len(number.group()) if number and number.end() == match.start() else 0)
        if printed_length(match.group()) <= room and any(start < place < end for place in paragraph.ends):
            found.append(match.group())
    return found
