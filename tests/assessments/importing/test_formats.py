"""What the readers of file formats make of cells and lines that are easily taken for something else."""

import gc
import io
import os
import stat
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.formulas import mark_text, without_mark
from assessments.importing.cells import read_text
from assessments.importing.formats.limits import Limits
from assessments.importing.formats.numbers import NumberKind, kind_of_format
from assessments.importing.formats.reading import open_file
from assessments.importing.formats.rows import FileRefused

CASES = Path(__file__).parents[2] / "cases"
ROOT = Path(__file__).parents[3]

PLAIN = [
    "0.00E+00",
    "0.0E+00",
    "##0.0e-0",
    '0.00 "ด.ว.ม"',
    "0.00 [$ด.]",
    r"0.00 \d",
    r"0.00\m",
    '"d"0.00',
    "0.00_d",
    '#,##0.00;-#,##0.00;"-"',
    "_-* #,##0.00_-",
    '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-',
    "0.00;@",
    "# ??/??",
    "t0.00",
    "[$-D00041E]0.00",
    "[$-41E]#,##0.00",
    "[Red]0.00;[Blue]-0.00",
    "[>=100]0;[<100]0.00",
    "General",
    "General;[Red]",
    "General;[Red]-General",
    "Standard",
    "Geral",
    "G/通用格式",
    "ทั่วไป",
    '0.00" วัน',
    "@",
]
DATES = [
    "d/m/yyyy",
    "DD/MM/YYYY",
    "[$-41E]d mmmm yyyy",
    "[$-107041E]d mmm yyyy;@",
    "[$-D07041E]d mmm yy",
    "d/m/bbbb",
    "ว/ด/ปปปป",
    "ว ดดดด ปปปป",
    "yyyymmdd",
    'd" เดือน "m',
    r"[$-F800]dddd\,\ mmmm\ dd\,\ yyyy",
    '[$-411]ggge"年"m"月"d"日"',
    "h:mm AM/PM",
    "[h]:mm:ss",
    "mm:ss.0",
]
PERCENTS = ["0%", "0.00%", "t0.00%", '[=0]"-";0.00%', r"0.00\ %"]


@pytest.mark.parametrize(
    ("codes", "kind"), [(PLAIN, NumberKind.PLAIN), (DATES, NumberKind.DATE), (PERCENTS, NumberKind.PERCENT)]
)
def test_what_a_number_format_shows(codes, kind):
    assert {code: kind_of_format(164, code) for code in codes} == dict.fromkeys(codes, kind)


def test_the_formats_that_a_workbook_does_not_write_out():
    kinds = {number: kind_of_format(number, None) for number in (0, 2, 11, 48, 60, 9, 67, 68, 14, 22, 71, 81)}
    assert [number for number, kind in kinds.items() if kind is NumberKind.PERCENT] == [9, 67, 68]
    assert [number for number, kind in kinds.items() if kind is NumberKind.DATE] == [14, 22, 71, 81]


def rows_of(data: bytes) -> list[list[object]]:
    with open_file(io.BytesIO(data), Limits.from_settings()) as source:
        return [cells for sheet in source.sheets for _, cells in sheet.rows]


TITLES = [
    "คะแนน ITA, IIT, EIT, OIT ประจำปี 2568",
    "หน่วยงาน, ปี, คะแนน, ระดับ",
    "ข้อมูล; ณ วันที่ ๓๐ ก.ย.; ๒๕๖๘",
    "ก | ข | ค",
]
ROWS = [["หน่วยงาน", "ปีงบประมาณ", "ตัวชี้วัดที่", "คะแนน"], ["chanuwan", "2568", "1", "98.5"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
@pytest.mark.parametrize("separator", [";", "\t", ",", "|"])
def test_a_separator_is_found_below_title_lines(separator, encoding):
    table = "".join(separator.join(row) + "\r\n" for row in ROWS)
    for title in TITLES:
        data = f"{title}\r\n\r\n{table}".encode(encoding)
        assert rows_of(data)[-2:] == ROWS, title
    for padded in ("คะแนน ITA, IIT, EIT, OIT ประจำปี 2568" + separator * 3, f'"ก{separator} ข{separator} ค"'):
        if separator != ",":
            assert rows_of(f"{padded}\n{table}".encode(encoding))[-2:] == ROWS
    everything = "\n".join(["ผลการประเมิน ITA, IIT", "หน่วยงาน, ปี, คะแนน, ระดับ", "ก; ข", table])
    assert rows_of(everything.encode(encoding))[-2:] == ROWS


def test_separators_that_are_declared_or_stand_in_texts():
    assert rows_of(b"sep=;\na, b;c\n")[-1] == ["a, b", "c"]
    assert rows_of(b"x;2568;98,5\ny;2568;97,25\n")[0] == ["x", "2568", "98,5"]
    assert rows_of('a,b\n"๑. ก; ข; ค\n๒. ง; จ; ฉ",2568\n'.encode())[1] == ["๑. ก; ข; ค\n๒. ง; จ; ฉ", "2568"]
    assert rows_of("ก\nข\n".encode()) == [["ก"], ["ข"]]


# --- ODS: what lies on a sheet is not in it ------------------------------------------------------------------------

NAMESPACES = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "svg": "svg-compatible",
        "dr3d": "dr3d",
        "form": "form",
    }.items()
)


def ods(cells: str, beside: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content{NAMESPACES}><office:body><office:spreadsheet>"
            f'<table:table table:name="ก">{beside}<table:table-row>{cells}</table:table-row></table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


INNER = (
    "<table:table><table:table-row><table:table-cell office:value-type='string'><text:p>ใน</text:p></table:table-cell>"
    "</table:table-row></table:table>"
)
ON_A_CELL = [
    "<draw:custom-shape><text:p>รูป</text:p></draw:custom-shape>",
    "<draw:frame><draw:text-box><text:list><text:list-item><text:p/></text:list-item></text:list></draw:text-box></draw:frame>",
    f"<draw:frame><draw:text-box>{INNER}</draw:text-box></draw:frame>",
    f"<draw:frame><draw:object><office:document>{INNER}</office:document></draw:object><draw:image/></draw:frame>",
    "<draw:g><draw:rect><text:p>ก</text:p></draw:rect><svg:title>ข</svg:title></draw:g>",
    "<draw:a><draw:frame><draw:text-box><text:p>ก</text:p></draw:text-box></draw:frame></draw:a>",
    "<draw:line/><draw:connector><text:p/></draw:connector><draw:ellipse><text:p>ว</text:p></draw:ellipse>",
    "<dr3d:scene><text:p>ก</text:p></dr3d:scene>",
    "<office:annotation><text:p>ความเห็น</text:p></office:annotation>",
    "<draw:control/>",
]


@pytest.mark.parametrize("drawn", ON_A_CELL)
def test_what_lies_on_a_cell_of_an_ods_is_not_its_text(drawn):
    def cell(content: str, kind: str = " office:value-type='string'") -> str:
        return f"<table:table-cell{kind}>{content}</table:table-cell>"

    text = "<text:p>ข้อ<text:a>ความ</text:a><text:s/><text:span>จริง</text:span></text:p>"
    within = f"<text:p>ก{drawn if 'annotation' not in drawn else ''}ข</text:p>"
    figure = " office:value-type='float' office:value='98.5'"
    cells = cell(drawn + text) + cell(text + drawn) + cell(drawn, "") + cell(drawn, figure) + cell(within)
    shapes = f"<table:shapes>{drawn}</table:shapes><office:forms>{drawn}</office:forms>"
    assert rows_of(ods(cells, shapes)) == [["ข้อความ จริง"] * 2 + [None, Decimal("98.5"), "กข"]]


def test_the_text_of_an_ods_is_known_by_its_namespace_whatever_its_prefix():
    data = ods("<table:table-cell office:value-type='string'><text:p>ก</text:p></table:table-cell>")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"<text:", b"<t:").replace(b"</text:", b"</t:")
            new.writestr(name, content.replace(b"xmlns:text=", b"xmlns:t="))
    assert rows_of(out.getvalue()) == [["ก"]]


# --- nothing is left behind ----------------------------------------------------------------------------------------

TEXT = "ไม่ใช่ตาราง\n" * 3000
HALF = "หน่วยงาน,ปีงบประมาณ,ตัวชี้วัดที่,คะแนน\n" + "chanuwan,2568,1,98.5\n" * 3000


@pytest.mark.parametrize("content", [TEXT, HALF + '"', HALF.replace("2568", "25x8")])
def test_a_reader_that_is_left_half_way_leaves_nothing_behind(content, monkeypatch):
    """A text called .xlsx, a table refused half-way: what is still open is closed before the file is."""
    left = []
    monkeypatch.setattr(sys, "unraisablehook", left.append)
    file = io.BytesIO(content.encode())
    kept = source = sheet = None
    try:
        with open_file(file, Limits.from_settings()) as source:
            for sheet in source.sheets:
                next(sheet.rows)
                raise FileRefused("half-way")
    except FileRefused as error:
        kept = error  # with all the frames of its traceback
    file.close()
    del kept, source, sheet
    gc.collect()
    assert left == []


@pytest.mark.slow
def test_the_command_says_its_one_line_and_nothing_after_it(tmp_path):
    path = tmp_path / "scores.xlsx"
    path.write_text(TEXT)
    program = (
        "import gc, os, sys, django; gc.disable(); django.setup()\n"
        "from django.core.management import execute_from_command_line as run\n"
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "run(['manage.py', 'import_scores', sys.argv[1]])"
    )
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'scratch.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "itaportal.settings",
    }
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error::ResourceWarning", "-c", program, str(path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    assert "ไม่พบหัวตารางที่ระบบรู้จัก" in lines[0]


# --- why a file cannot be opened or written ------------------------------------------------------------------------


def refusal(*arguments: str) -> str:
    with pytest.raises(CommandError) as caught:
        call_command(*arguments)
    return str(caught.value)


@pytest.mark.parametrize("command", ["import_scores", "import_measures"])
def test_why_a_file_cannot_be_opened_is_said_in_thai(db, tmp_path, command):
    assert "ไม่พบไฟล์นี้" in refusal(command, str(tmp_path / "none.xlsx"))
    assert "เป็นโฟลเดอร์ ไม่ใช่ไฟล์" in refusal(command, str(tmp_path))
    (tmp_path / "file").write_text("x")
    assert "ไม่ใช่โฟลเดอร์" in refusal(command, str(tmp_path / "file" / "a.xlsx"))
    assert "ชื่อไฟล์ยาวเกินไป" in refusal(command, str(tmp_path / ("x" * 300)))
    (tmp_path / "round").symlink_to(tmp_path / "round")
    assert "วนกลับมาที่เดิม" in refusal(command, str(tmp_path / "round"))
    locked = tmp_path / "locked.xlsx"
    locked.write_text("x")
    locked.chmod(0)
    if not os.access(locked, os.R_OK):  # who may read everything is not refused
        assert "ไม่มีสิทธิ์อ่านไฟล์นี้" in refusal(command, str(locked))
    locked.chmod(stat.S_IRUSR | stat.S_IWUSR)


def test_why_a_file_cannot_be_written_is_said_in_thai(criteria, tmp_path):
    making = ["make_country", "--agencies=1", "--years=1", "--output"]
    assert "ไม่มีโฟลเดอร์นี้" in refusal(*making, str(tmp_path / "none" / "a.xlsx"))
    assert "เป็นโฟลเดอร์ ไม่ใช่ไฟล์" in refusal(*making, str(tmp_path))


# --- texts that a spreadsheet would run ----------------------------------------------------------------------------

FORMULAS = ["=1+1", "+1", "-1", "@x", "＝1+1", "＋๑", "－ข้อหนึ่ง", "＠x", "'=1", "''＝1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_like_a_formula_goes_out_marked_and_comes_back_as_it_was(text):
    assert mark_text(text) == f"'{text}"
    assert without_mark(mark_text(text)) == text == read_text(mark_text(text))


@pytest.mark.parametrize("text", ["ข้อ 1 = 2", "'ประชาชน'", "'ก", "ก＝ข", ""])
def test_any_other_text_goes_out_as_it_is(text):
    assert mark_text(text) == text == without_mark(text)
