"""The written PDF meets what it claims: PDF/A-3a and PDF/UA-1."""

import hashlib
import io
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta, timezone

import pytest
import weasyprint
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from itaportal.formats.pdf import archival

from .pdfsamples import FILES, MODIFIED, ROOT, STATIC, build, check, document, everything, laid_out, look, solid

pytestmark = pytest.mark.pdf

NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}


def sample() -> bytes:
    return build(everything())


@pytest.fixture
def catalog():
    return PdfReader(io.BytesIO(sample())).trailer["/Root"]


# --- What the file claims -------------------------------------------------------------------------------------------


def packet(root) -> ET.Element:
    stream = root["/Metadata"]
    assert "/Filter" not in stream
    return ET.fromstring(stream.get_data().split(b"?>", 1)[1].rsplit(b"<?", 1)[0])


def test_claims_both_standards_and_describes_the_second(catalog):
    rdf = packet(catalog)
    assert rdf.findtext(".//pdfaid:part", namespaces=NS) == "3"
    assert rdf.findtext(".//pdfaid:conformance", namespaces=NS) == "A"
    assert rdf.findtext(".//pdfuaid:part", namespaces=NS) == "1"
    # PDF/A allows properties of other standards only where the file itself says what they are.
    assert rdf.findtext(".//pdfaSchema:namespaceURI", namespaces=NS) == NS["pdfuaid"]
    assert rdf.findtext(".//pdfaSchema:prefix", namespaces=NS) == "pdfuaid"
    assert rdf.findtext(".//pdfaProperty:name", namespaces=NS) == "part"
    assert len(rdf.findall(".//rdf:RDF", NS)) == 1


def test_metadata_says_the_same_in_both_places(catalog):
    reader = PdfReader(io.BytesIO(sample()))
    rdf, info = packet(catalog), reader.metadata
    texts = {
        "dc:title//rdf:li": info.title,
        "dc:creator//rdf:li": info.author,
        "dc:description//rdf:li": info.subject,
        "xmp:CreatorTool": info.creator,
        "pdf:Producer": info.producer,
    }
    assert info.title == "รายงานตัวอย่าง"
    assert info.author == "หน่วยงาน & คณะ"
    assert info.subject == "สรุป <สั้น>"
    for path, value in texts.items():
        assert rdf.findtext(f".//{path}", namespaces=NS) == value
    for name in ("CreateDate", "ModifyDate", "MetadataDate"):
        assert datetime.fromisoformat(rdf.findtext(f".//xmp:{name}", namespaces=NS)) == MODIFIED
    assert info.creation_date == info.modification_date == MODIFIED


def test_language_title_and_tab_order(catalog):
    assert catalog["/Lang"] == "th"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert catalog["/MarkInfo"] == {"/Marked": True}
    reader = PdfReader(io.BytesIO(sample()))
    assert all(page["/Tabs"] == "/S" for page in reader.pages)
    assert len(reader.trailer["/ID"]) == 2


def test_colours_are_those_of_the_profile(catalog):
    (intent,) = catalog["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"]
    assert profile["/N"] == 3
    data = profile.get_data()
    assert data[16:20] == b"RGB "
    assert data[36:40] == b"acsp"
    assert b"International Color Consortium" in data  # whose profile may be redistributed


def test_bookmarks_lead_to_their_headings():
    reader = PdfReader(io.BytesIO(sample()))
    (cover, sections) = reader.outline
    assert cover.title == "รายงานผลการประเมิน"
    assert [item.title for item in sections if not isinstance(item, list)] == [
        "๑. ผลการประเมิน",
        "๒. การวิเคราะห์",
        "๓. มาตรการ",
    ]
    for item in sections:
        if not isinstance(item, list):
            page = reader.pages[reader.get_destination_page_number(item)]
            assert solid(item.title) in solid(page.extract_text())


# --- Files ----------------------------------------------------------------------------------------------------------


def test_data_files_belong_to_the_document(catalog):
    names = catalog["/Names"]["/EmbeddedFiles"]["/Names"]
    assert names[::2] == ["data.json", "data.xlsx"]  # a name tree is sorted
    specifications = [item.get_object() for item in names[1::2]]
    assert [item.get_object() for item in catalog["/AF"]] == specifications
    wanted = {file.name: file for file in FILES}
    for item in specifications:
        file = wanted[item["/UF"]]
        stream = item["/EF"]["/F"]
        assert item["/F"] == item["/UF"]
        assert item["/AFRelationship"] == "/Data"
        assert item["/Desc"] == file.description
        assert stream["/Subtype"] == f"/{file.media_type}"
        assert stream.get_data() == file.content
        assert stream["/Params"]["/Size"] == len(file.content)
        assert stream["/Params"]["/ModDate"] == "D:20251122030405Z"
        assert stream["/Params"]["/CheckSum"].original_bytes == hashlib.md5(file.content).digest()


def test_without_files_there_is_no_trace_of_any():
    root = PdfReader(io.BytesIO(build(document("<h1>ก</h1>"), files=()))).trailer["/Root"]
    assert "/AF" not in root
    assert "/EmbeddedFiles" not in root.get("/Names", {})


# --- Fonts ----------------------------------------------------------------------------------------------------------


def test_fonts_are_embedded_with_their_own_widths():
    reader = PdfReader(io.BytesIO(sample()))
    fonts = {font.idnum: font.get_object() for page in reader.pages for font in _fonts_of(page)}
    compared = 0
    for font in fonts.values():
        (descendant,) = (item.get_object() for item in font["/DescendantFonts"])
        assert descendant["/CIDToGIDMap"] == "/Identity"
        embedded = TTFont(io.BytesIO(descendant["/FontDescriptor"]["/FontFile2"].get_data()))
        order, unit = embedded.getGlyphOrder(), embedded["head"].unitsPerEm
        widths = descendant["/W"]
        for first, row in zip(widths[::2], widths[1::2], strict=True):
            for glyph, width in enumerate(row, start=first):
                assert abs(width - embedded["hmtx"][order[glyph]][0] * 1000 / unit) <= 1
                compared += 1
    assert compared > 100


def _fonts_of(page):
    return [page["/Resources"]["/Font"].raw_get(name) for name in page["/Resources"]["/Font"]]


# --- Tags -----------------------------------------------------------------------------------------------------------


def test_everything_is_tagged_or_an_artifact_and_claimed_once():
    inside = look(sample())
    assert inside.untagged == 0
    assert inside.unclaimed == 0


def test_what_is_read_aloud_is_what_was_written_in_its_order():
    written = words(everything())
    read = solid(look(sample()).tree.text)
    for number in ("1.", "2.", "◦"):  # markers of lists stand before their items
        read = read.replace(f"{number}ข้อ", "ข้อ", 1)
    assert read == written


def words(html: str) -> str:
    """All words of a document's body without white space, titles of drawings left out."""
    _document, root = laid_out(html)
    body = root.find("body")
    for title in body.iter("{http://www.w3.org/2000/svg}title"):
        title.text = ""
    return solid("".join(body.itertext()))


def test_kinds_of_the_elements():
    tree = look(sample()).tree
    assert [(node.kind, node.text) for node in tree.all("H1", "H2", "H3")] == [
        ("H1", "รายงานผลการประเมิน"),
        ("H2", "๑. ผลการประเมิน"),
        ("H2", "๒. การวิเคราะห์"),
        ("H3", "๒.๑ จุดแข็ง"),
        ("H2", "๓. มาตรการ"),
    ]
    (span,) = tree.all("Span")
    assert span.object["/Lang"] == "en"
    assert span.text == "Integrity and Transparency Assessment"
    items = list(tree.all("LI"))
    assert [[kid.kind for kid in item.kids] for item in items] == [["Lbl", "LBody"]] * 3
    outer, inner = tree.all("L")
    assert outer.object["/A"]["/ListNumbering"] == "/Decimal"
    assert inner.object["/A"]["/ListNumbering"] == "/Disc"
    assert inner in list(outer.all("LBody"))[1].kids


def test_link_has_its_words_and_its_address():
    inside = look(sample())
    (link,) = inside.tree.all("Link")
    assert link.text == "เว็บไซต์ของหน่วยงาน"
    annotations = [kid["/Obj"] for kid in link.object["/K"] if not isinstance(kid, int)]
    assert annotations  # one for each line that it is on
    for annotation in annotations:
        assert annotation["/A"]["/URI"] == "https://example.org/ita"
        assert annotation["/Contents"]
        assert annotation["/F"] == 4  # printed, not hidden


def test_a_table_over_several_pages_is_one_table_with_one_header():
    inside = look(sample())
    first, second = inside.tree.all("Table")
    assert len(list(first.all("TR"))) == 4
    rows = list(second.all("TR"))
    assert len(rows) == 1 + 16
    assert all(len(row.kids) == 4 for row in rows)
    assert [node.kind for node in second.kids] == ["Caption", "THead", "TBody"]
    assert [head.text for head in rows[0].kids] == ["มาตรการ", "วิธีดำเนินการ", "ผู้รับผิดชอบ", "หมายเหตุ"]
    pages = {kid["/Pg"].get_object()["/StructParents"] for row in rows for kid in _marked(row)}
    assert len(pages) > 2
    later = sorted(pages)[1:]
    for page in later:  # repeated for the eye, not for the ear
        assert {"มาตรการ", "วิธีดำเนินการ", "ผู้รับผิดชอบ", "หมายเหตุ"} <= set(inside.artifacts[page])


def _marked(node):
    """The structure elements in a node that hold marked content."""
    for kid in node.kids:
        if isinstance(kid, str):
            yield node.object
        else:
            yield from _marked(kid)


def test_header_cells_say_what_they_head():
    first, second = look(sample()).tree.all("Table")
    scopes = [(head.text, head.object["/A"]["/Scope"]) for head in first.all("TH")]
    columns = [(name, "/Column") for name in ("แบบ", "ตัวชี้วัด", "คะแนน")]
    assert scopes == [*columns, ("IIT", "/Row")]
    assert {head.object["/A"]["/Scope"] for head in second.all("TH") if head.text.startswith("มาตรการที่")} == {"/Row"}
    (iit,) = (head for head in first.all("TH") if head.text == "IIT")
    assert iit.object["/A"]["/RowSpan"] == 2
    (mean,) = (cell for cell in first.all("TD") if cell.text == "เฉลี่ย")
    assert mean.object["/A"] == {"/O": "/Table", "/ColSpan": 2}


def test_figures_say_their_numbers_and_where_they_are():
    inside = look(sample())
    seal, chart = inside.tree.all("Figure")
    assert seal.object["/Alt"] == "ตราของหน่วยงาน"
    assert chart.object["/Alt"] == "คะแนน IIT ๙๙.๕๗ คะแนน และ OIT ๙๐.๐๐ คะแนน จากคะแนนเต็มหนึ่งร้อยคะแนน"
    assert len(chart.kids) == 2  # both drawings; the one without words beside the text is an artifact
    left, bottom, right, top = chart.object["/A"]["/BBox"]
    _x, _y, width, height = inside.reader.pages[1].mediabox
    assert 0 < left < right < width
    assert 0 < bottom < top < height
    assert 28.3 * 2 <= top - bottom < 150  # two drawings of 1 cm each, one above the other


def test_drawing_without_alternative_text_takes_its_titles():
    drawing = '<svg viewBox="0 0 9 9"><title>{}</title><rect width="9" height="9"/></svg>'
    html = document(f"<h1>ก</h1><figure>{drawing.format('IIT ๙๙')}{drawing.format('OIT ๙๐')}</figure>")
    (figure,) = look(build(html)).tree.all("Figure")
    assert figure.object["/Alt"] == "IIT ๙๙ OIT ๙๐"


def test_page_numbers_are_furniture():
    inside = look(sample())
    assert inside.artifacts[1][0] == "๒"
    assert all("๒" not in node.kids for node in inside.tree.all("P"))


def test_table_lines_are_joined_without_losing_one():
    """Lines of one look are one path; page for page the same segments as WeasyPrint draws by itself."""
    html = document(f"<h1>ก</h1><table><tbody>{measure_table()}</tbody></table>")
    plain = weasyprint.HTML(string=html, base_url=STATIC).write_pdf(pdf_tags=True)
    ours, theirs = (_segments(pdf) for pdf in (build(html), plain))
    assert ours[0] == theirs[0]
    assert len(theirs[0]) == 4 * 4 + 5 * 3  # rows × verticals + horizontals × columns
    assert ours[1] < theirs[1] / 5


def measure_table() -> str:
    return "<tr><td>ก</td><td>ข</td><td>ค</td></tr>" * 4


def _segments(pdf: bytes) -> tuple[list, int]:
    from pypdf.generic import ContentStream

    reader = PdfReader(io.BytesIO(pdf))
    segments, strokes, at = [], 0, None
    for operands, operator in ContentStream(reader.pages[0]["/Contents"].get_object(), reader).operations:
        if operator == b"m":
            at = tuple(map(float, operands))
        elif operator == b"l":
            segments.append((at, tuple(map(float, operands))))
        strokes += operator == b"S"
    return sorted(segments), strokes


def test_pixels_are_not_interpolated():
    reader = PdfReader(io.BytesIO(sample()))
    images = [item.get_object() for item in reader.pages[0]["/Resources"]["/XObject"].values()]
    assert images
    assert all(image["/Interpolate"] == False for image in images if "/Interpolate" in image)  # noqa: E712  # pypdf's own false


# --- Same and refused -----------------------------------------------------------------------------------------------


def test_same_document_gives_the_same_bytes_in_another_process():
    script = (
        "import django; django.setup(); import sys; from tests.formats.pdf.pdfsamples import build, everything; "
        "sys.stdout.buffer.write(build(everything()))"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TZ": "Asia/Bangkok",
    }
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert result.stdout == sample()


def test_the_date_is_the_documents_own():
    page, root = laid_out(document("<h1>ก</h1>"))
    bangkok = timezone(timedelta(hours=7))
    pdf = archival.archival_pdf(page, root, modified=datetime(2025, 11, 22, 10, tzinfo=bangkok))
    assert PdfReader(io.BytesIO(pdf)).metadata.modification_date == datetime(2025, 11, 22, 3, tzinfo=UTC)
    page, root = laid_out(document("<h1>ก</h1>"))
    assert PdfReader(io.BytesIO(archival.archival_pdf(page, root))).metadata.modification_date is None


@pytest.mark.parametrize(
    ("html", "options", "message"),
    [
        (document("<h1>ก</h1>", title=""), {}, "title"),
        (document("<h1>ก</h1>", lang=""), {}, "language"),
        (document("<h1>ก</h1>"), {"modified": datetime(2025, 1, 1)}, "time zone"),
        (document("<h1>ก</h1>"), {"files": FILES}, "time of modification"),
        (document("<h1>ก</h1><p>ข</p>", css="p { opacity: 0.5 }"), {}, "opacity"),
    ],
    ids=["no title", "no language", "naive time", "files without a time", "text with opacity"],
)
def test_refused(html: str, options: dict, message: str):
    page, root = laid_out(html)
    with pytest.raises(ValueError, match=message):
        archival.archival_pdf(page, root, **options)


# --- The checkers ---------------------------------------------------------------------------------------------------


def test_checkers_find_nothing(tmp_path):
    result = check(sample(), tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_checkers_do_find_faults(tmp_path):
    """Without this module's work the same document fails: what the checkers are silent about above is not nothing."""
    plain = weasyprint.HTML(string=everything(), base_url=STATIC).write_pdf(pdf_variant="pdf/ua-1")
    result = check(plain, tmp_path)
    assert result.returncode == 1
    assert "ERROR" in result.stdout
    assert "รายงาน 1.pdf is no PDFA-3A" in result.stdout
    assert "รายงาน 1.pdf is no PDFUA-1" in result.stdout
