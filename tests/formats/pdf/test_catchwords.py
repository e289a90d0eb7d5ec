"""Catchwords: right for whatever a page goes on with, none where it does not go on."""

import re
import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itaportal.formats.pdf import catchwords
from itaportal.typesetting import linebreaks

from .pdfsamples import FONT, breaks, build, find_catchwords, laid_out, look, solid

pytestmark = pytest.mark.pdf

SENTENCE = "หน่วยงานได้ดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสอย่างต่อเนื่องและรายงานผลต่อผู้บริหาร "


def paper(body: str, css: str = "") -> str:
    """A document on small paper of ten lines, so that it fills pages soon; its line breaks are settled."""
    html = (
        f'<!doctype html><html lang="th"><head><title>ตัวอย่าง</title><style>'
        f"@page {{ size: 14cm 9.35cm; margin: 1.5cm }} html {{ font: {FONT}; orphans: 1; widows: 1 }}"
        f"h2, p {{ margin: 0; font-size: 12pt }} .fill {{ height: 6.2cm }}"
        f"table {{ width: 100%; border-collapse: collapse; table-layout: fixed }}"
        f"td, th {{ padding: 0; text-align: left; vertical-align: top; font-weight: 400 }} {css}"
        f"</style></head><body>{body}</body></html>"
    )
    return linebreaks.with_line_breaks(html, breaks)


def table(rows: str) -> str:
    return f"<table><thead><tr><th>หัวเรื่องแรก</th><th>หัวเรื่องที่สอง</th></tr></thead><tbody>{rows}</tbody></table>"


FILL = '<div class="fill"></div>'


# --- What a page goes on with ---------------------------------------------------------------------------------------


def test_heading_as_custom_has_it():
    assert find_catchwords(paper(f"{FILL}<h2>๓. การวิเคราะห์ผลการประเมิน</h2>")) == {0: "/๓.การวิเคราะห์..."}


def test_a_figure_is_named_by_its_caption():
    figure = "<figure><div>IIT แบบวัดการรับรู้</div><figcaption>ภาพที่ ๒ คะแนนรายตัวชี้วัด</figcaption></figure>"
    assert find_catchwords(paper(f"{FILL}{figure}")) == {0: "/ภาพที่ ๒..."}
    unnamed = "<figure><div>แบบวัดการรับรู้</div><figcaption>แผนผัง</figcaption></figure>"
    assert find_catchwords(paper(f"{FILL}{unnamed}")) == {0: "/แบบวัดการรับรู้..."}


def test_paragraph_goes_on_in_the_middle_of_its_text():
    text = "".join(f"ประโยคที่ {number} " + SENTENCE for number in range(30))
    html = paper(f"<p>{text}</p>")
    found = find_catchwords(html)
    pages = [solid(page.extract_text()) for page in look(build(html)).reader.pages]
    assert list(found) == list(range(len(pages) - 1))
    assert len(found) > 3
    for page, word in found.items():
        start = solid(word[1:-3])
        assert pages[page + 1].startswith(start)
        assert start in solid(text)


def test_spaces_are_those_of_the_text_also_at_a_lines_end():
    html = paper(f"{FILL}<p>สอง <b>คำ</b> แยกกัน</p>", "p { width: 1cm }")
    assert find_catchwords(html)[0] == "/สอง คำ แยกกัน..."


def test_row_begins_with_its_first_cell_not_with_the_repeated_header():
    rows = "".join(f"<tr><td>มาตรการป้องกันที่ {number}</td><td>{SENTENCE}</td></tr>" for number in "๑๒๓๔๕๖")
    found = find_catchwords(paper(table(rows), "tr { break-inside: avoid }"))
    assert list(found.values()) == ["/มาตรการป้องกัน...", "/มาตรการป้องกัน..."]
    numbered = re.sub("มาตรการป้องกันที่ (.)", r"มาตรการที่ \1", rows)
    found = find_catchwords(paper(table(numbered), "tr { break-inside: avoid }"))
    assert list(found.values()) == ["/มาตรการที่ ๓...", "/มาตรการที่ ๕..."]


def test_row_that_goes_on_gives_the_words_of_the_cell_that_does():
    steps = "".join(f"<p>{number}. จัดประชุมครั้งที่ {number}</p>" for number in "๑๒๓๔๕๖๗๘๙")
    html = paper(table(f"<tr><td>ตัวชี้วัดแรก</td><td>{steps}</td></tr>"))
    assert find_catchwords(html) == {0: "/๙.จัดประชุมครั้งที่ ๙..."}


def test_short_first_cell_is_joined_by_the_next():
    rows = "".join(f"<tr><td>{number}</td><td>การใช้งบประมาณ</td></tr>" for number in "๑๒๓๔๕๖๗๘๙")
    assert find_catchwords(paper(table(rows), "td { height: 1cm }"))[0] == "/๖ การใช้งบประมาณ..."


def test_header_of_a_table_that_only_begins_on_the_page_is_its_text():
    html = paper(f"{FILL}{table('<tr><td>ก</td><td>ข</td></tr>')}", "table { break-inside: avoid }")
    assert find_catchwords(html) == {0: "/หัวเรื่องแรก หัวเรื่อง..."}


def test_list_item():
    html = paper(f"{FILL}<ol style='list-style: none; margin: 0; padding: 0'><li>กำกับติดตามรายไตรมาส</li></ol>")
    assert find_catchwords(html) == {0: "/กำกับติดตามรายไตรมาส..."}


def test_what_is_fixed_on_every_page_is_no_text_of_the_page():
    html = paper(f'<p class="mark">ร่าง</p>{FILL}<p>ข้อความต่อไปของหน้า</p>', ".mark { position: fixed; top: 0 }")
    assert find_catchwords(html)[0].startswith("/ข้อความต่อไป")


# --- Where there is none --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "css"),
    [
        ("<p>หน้าเดียว</p>", ""),
        ("<section><p>ปก</p></section><p>เนื้อหา</p>", "section { break-after: page }"),
        ("<p>จบส่วน</p><section><h2>ส่วนใหม่</h2></section>", "section { break-before: page }"),
        ("<p>จบส่วน</p><div><section><h2>ส่วนใหม่</h2></section></div>", "section { break-before: page }"),
        ("<div><p>จบส่วน</p></div><h2>ส่วนใหม่</h2>", "div > p { break-after: page }"),
        ("<p>จบส่วน</p><section><h2>แนวนอน</h2></section>", "@page w { size: 20cm 9cm } section { page: w }"),
        (f"{FILL}{FILL}", ""),
    ],
    ids=["last page", "cover", "new section", "inner section", "end of a section", "other paper", "no text"],
)
def test_none(body: str, css: str):
    assert find_catchwords(paper(body, css)) == {}


def test_forced_break_matters_only_where_it_is_made():
    """A section that was begun with a forced break goes on over further pages with catchwords."""
    html = paper(f"<p>ก่อน</p><section><p>{SENTENCE * 15}</p></section>", "section { break-before: page }")
    document, _root = laid_out(html)
    assert len(document.pages) > 3
    assert list(find_catchwords(html)) == list(range(1, len(document.pages) - 1))


# --- How it is cut --------------------------------------------------------------------------------------------------


def test_held_words_are_not_taken_apart():
    held = '<span class="nobreak">จัดซื้อจัดจ้างภาครัฐ</span>'
    word = find_catchwords(paper(f"{FILL}<p>การ{held}ตามระเบียบ</p>"))[0]
    assert word == "/การจัดซื้อจัดจ้างภาครัฐ..."
    assert find_catchwords(paper(f"{FILL}<p>การจัดซื้อจัดจ้างภาครัฐตามระเบียบ</p>"))[0] == "/การจัดซื้อจัดจ้าง..."


THAI = st.text(st.sampled_from("กขคงจดตนบปผมยรลวสหอ" + "ะาำิีึืุู" + "เแโใไ" + "่้๊๋์็" + "ฤๅฯๆ" + " .()๑๒x"), min_size=1)


@given(THAI, st.booleans())
def test_cut_is_a_beginning_that_fits_and_leaves_no_mark_behind(text: str, settled: bool):
    marked = linebreaks.with_line_breaks(text, breaks) if settled else text
    word = catchwords._cut(marked, breaks)
    rest = re.sub(r"^([0-9๐-๙]+\.) +(?=\S)", r"\1", text)
    assert rest.startswith(word)
    left = rest[len(word) :].lstrip()
    width = sum(unicodedata.category(char) != "Mn" for char in word)
    if width > catchwords.LONGEST:
        pytest.fail(f"too long: {word!r}")
    if left and len(word) > 1:
        assert unicodedata.category(left[0]) != "Mn" or rest[len(word)].isspace()


def test_unbroken_words_are_cut_between_clusters():
    assert catchwords._cut("ก" * 300, lambda _text: []) == "ก" * 20
    assert catchwords._cut("กิ่" * 100, lambda _text: []) == "กิ่" * 20


def test_words_end_where_the_marks_say():
    assert catchwords._cut("จัดการประชุมเชิงปฏิบัติการ", breaks) == "จัดการประชุม"
    marked = linebreaks.with_line_breaks("การรับรู้ของผู้มีส่วนได้ส่วนเสีย", breaks)
    assert marked != linebreaks.without_marks(marked)
    assert catchwords._cut(marked, breaks) == "การรับรู้ของ"
    assert catchwords._cut("๓.\u2060 \u180eการวิเคราะห์ผล", breaks) == "๓.การวิเคราะห์"


# --- On the page ----------------------------------------------------------------------------------------------------


def test_printed_at_the_foot_on_the_right_as_furniture():
    html = paper(f"<p>{SENTENCE * 15}</p>")
    found, inside = find_catchwords(html), look(build(html))
    assert {page: texts[-1] for page, texts in enumerate(inside.artifacts) if texts} == found
    assert "..." not in inside.tree.text
    words = subprocess.run(
        ["pdftotext", "-bbox", "-f", "1", "-l", "1", "-", "-"], input=build(html), capture_output=True, check=True
    ).stdout.decode()
    left, top, right, bottom = max(
        (
            tuple(map(float, box))
            for box in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', words)
        ),
        key=lambda box: box[1],
    )
    cm = 72 / 2.54
    assert right == pytest.approx((14 - 1.5) * cm, abs=1)
    assert left > 7 * cm
    assert (9.35 - 1.5) * cm - 1 < top < bottom < 9.35 * cm


def test_each_page_size_has_its_own():
    section = f'<section class="{{}}"><p>{SENTENCE * 15}</p></section>'
    html = paper(
        section.format("") + section.format("wide"), "@page w { size: 25cm 9cm; margin: 1.5cm 4cm } .wide { page: w }"
    )
    document, root = laid_out(html)
    found = catchwords.catchwords_of_pages(document.pages, root, breaks)
    overlay, _root = laid_out(catchwords.overlay_html(document.pages, found, FONT))
    assert len(overlay.pages) == len(found)
    sizes = {round(page.width) for page in overlay.pages}
    assert len(sizes) == 2
    for page, own in zip(found, overlay.pages, strict=True):
        assert (own.width, own.height) == (document.pages[page].width, document.pages[page].height)


def test_text_of_a_catchword_is_no_markup():
    word = find_catchwords(paper(f"{FILL}<p>&lt;b&gt;&amp;amp; ตัวอย่างข้อความ</p>"))
    overlay = catchwords.overlay_html(laid_out(paper("<p>x</p>"))[0].pages, word, FONT)
    assert "<b>" not in overlay
    assert "&lt;b&gt;&amp;amp;" in overlay
