"""A version that was frozen once is read and drawn the same by every later release (see `tests.golden`)."""

import base64
import hashlib
import io
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from itaportal.formats import registry
from itaportal.formats.html import standalone_html
from itaportal.publishing.kinds import ANALYSIS, Kind
from itaportal.report import snapshot
from itaportal.report.narrative import build_document

from ..formats.word.wordtext import paragraphs
from ..golden import frozen as golden

EACH = pytest.mark.parametrize(("kind", "number"), golden.folders(), ids=lambda value: getattr(value, "code", value))
NAMES = [pytest.param(name, marks=[pytest.mark.pdf] * name.endswith(".pdf")) for name in registry.RENDERERS]
_DRAWN: dict[tuple[str, int, str], bytes] = {}


def drawn(kind: Kind, number: int, name: str) -> bytes:
    """A file, drawn once for all tests here. The builders raise where anything is amiss."""
    key = (kind.code, number, name)
    if key not in _DRAWN:
        _DRAWN[key] = kind.renderers[name](golden.document_of(kind, number))
    return _DRAWN[key]


def recorded(kind: Kind, number: int) -> dict:
    return json.loads((golden.folder_of(kind, number) / "drawn.json").read_text(encoding="utf-8"))


def test_format_1_loads_to_the_figures_that_were_published():
    """Worked out by hand from the ten published scores, with weights 30 : 30 : 40."""
    report = ANALYSIS.snapshot.load(golden.snapshot_of(ANALYSIS, 1))
    year = report.year
    assert (year.agency.slug, year.agency.name) == ("chanuwan", "องค์การบริหารส่วนตำบลชานุวรรณ")
    assert (year.agency.district, year.agency.province) == ("พนมไพร", "ร้อยเอ็ด")
    assert (year.fiscal_year, year.overall, year.published_overall) == (2568, Decimal("95.48"), Decimal("95.48"))
    assert [level.name for level in year.levels] == ["ผ่านดี"]
    assert {tool.code: (tool.weight, tool.score) for tool in year.tools} == {
        "IIT": (Decimal("30.00"), Decimal("99.57")),
        "EIT": (Decimal("30.00"), Decimal("98.70")),
        "OIT": (Decimal("40.00"), Decimal("90.00")),
    }
    scores = ["99.02", "100.00", "100.00", "98.82", "100.00", "98.95", "98.58", "98.58", "90.00", "90.00"]
    assert [str(line.score) for line in year.indicators] == scores
    assert {line.target for line in year.indicators} == {Decimal("85.00")}
    assert year.updated_at == datetime(2025, 11, 22, 3, 0, tzinfo=UTC)
    assert year.published is True

    assert (report.previous.fiscal_year, report.previous.overall) == (2567, Decimal("94.98"))
    assert report.previous.indicator(1) == Decimal("98.52")
    assert report.previous.tool("OIT") == Decimal("89.50")
    assert [item.key for item in report.paragraphs] == ["summary", "plan"]
    assert "{คะแนน} คะแนน" in report.paragraphs[0].text
    assert [(item.role, item.name) for item in report.signatories] == [
        ("ผู้จัดทำ", "นางสาวสมหญิง ใจดี"),
        ("ผู้ตรวจสอบ", "นายสมชาย รักชาติ"),
        ("ผู้อนุมัติ", "นายประเสริฐ ศรีสุวรรณพงศ์วัฒนา"),
    ]
    assert report.seal.startswith(b"\x89PNG\r\n")
    assert (report.plan.fiscal_year, len(report.plan.measures)) == (2569, 10)
    assert (report.plan.measures[0].period_start, report.plan.measures[0].period_end) == (
        date(2025, 10, 1),
        date(2026, 9, 30),
    )


def test_format_2_loads_to_the_sub_items_that_were_published():
    first, second, *rest = ANALYSIS.snapshot.load(golden.snapshot_of(ANALYSIS, 2)).plan.measures
    lend, back = first.steps
    assert [item.line for item in lend.marked(1)] == ["- กรอกแบบฟอร์ม", "- แนบสำเนาบัตร"]
    assert (back.text, back.items) == ("คืนพัสดุภายใน ๗ วัน", ())
    assert [(item.mark, item.deep) for item in second.steps[0].marked(1)] == [
        ("๑.๑", False),
        ("ก.", True),
        ("ข.", True),
        ("๑.๒", False),
        ("(๑)", True),
    ]
    assert all(not step.items for measure in rest for step in measure.steps)


def test_format_3_loads_to_the_reason_for_having_no_plan():
    report = ANALYSIS.snapshot.load(golden.snapshot_of(ANALYSIS, 3))
    assert (report.plan, report.without_plan) == (None, True)
    assert report.no_plan_reason == "เนื่องจากอยู่ระหว่างการยุบรวมกับหน่วยงานอื่น"


def test_format_3_says_which_version_it_is_in_the_words_of_its_day():
    frozen = golden.snapshot_of(ANALYSIS, 3)
    identity = build_document(golden.document_of(ANALYSIS, 3)).identity
    assert (identity.edition, identity.address) == (
        "ฉบับที่ ๓ เผยแพร่ ๒๙ พ.ย. ๒๕๖๙",
        "https://ita.example.go.th/chanuwan/2568/v3/",
    )
    canonical = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert identity.checksum == hashlib.sha256(canonical).hexdigest()[:12]
    assert frozen["report"]["words"]["title"] in standalone_html(golden.document_of(ANALYSIS, 3))


@pytest.mark.parametrize("number", [1, 2])
def test_older_formats_do_not_say_which_version_they_are(number: int):
    report = golden.document_of(ANALYSIS, number)
    assert (report.edition, report.words, build_document(report).identity) == (None, None, None)
    assert "edition" not in json.loads(drawn(ANALYSIS, number, "data.json"))


@pytest.mark.parametrize("number", [1, 2])
def test_older_formats_never_said_that_there_is_to_be_no_plan(number: int):
    report = ANALYSIS.snapshot.load(golden.snapshot_of(ANALYSIS, number))
    assert (report.no_plan_reason, report.without_plan) == ("", False)
    assert "no_plan_reason" not in json.loads(drawn(ANALYSIS, number, "data.json"))


def test_sub_items_stand_in_every_format_with_their_marks():
    first, second = json.loads(drawn(ANALYSIS, 2, "data.json"))["measures"][:2]
    assert first["steps"] == ["ขออนุญาตยืมพัสดุ\n- กรอกแบบฟอร์ม\n- แนบสำเนาบัตร", "คืนพัสดุภายใน ๗ วัน"]
    assert second["steps"][0].split("\n")[1:4] == ["๑.๑ สำรวจ", "ก. ทางบก", "ข. ทางน้ำ"]
    sheet = load_workbook(io.BytesIO(drawn(ANALYSIS, 2, "data.xlsx")))["มาตรการ"]
    assert sheet["F2"].value == "๑. ขออนุญาตยืมพัสดุ\n- กรอกแบบฟอร์ม\n- แนบสำเนาบัตร\n๒. คืนพัสดุภายใน ๗ วัน"
    found = paragraphs(drawn(ANALYSIS, 2, "report.docx"))
    word = [text.replace("\xa0", " ") for style, text in found if style == "ListNumber"]
    assert word[:4] == ["๑.\tขออนุญาตยืมพัสดุ", "–\tกรอกแบบฟอร์ม", "–\tแนบสำเนาบัตร", "๒.\tคืนพัสดุภายใน ๗ วัน"]
    html = standalone_html(ANALYSIS.snapshot.load(golden.snapshot_of(ANALYSIS, 2)))
    marks = re.findall(r'<p class="step-item( deep)?"[^>]*><span class="item-mark list-label">(.*?)</span>', html)
    assert marks == [*[("", "–")] * 2, ("", "๑.๑"), (" deep", "ก."), (" deep", "ข."), ("", "๑.๒"), (" deep", "(๑)")]


@EACH
def test_nothing_is_lost_on_the_way(kind: Kind, number: int):
    """Each value of the file is found in the document: what `dump` gives again holds all of it."""
    frozen = golden.snapshot_of(kind, number)
    again = json.loads(json.dumps(kind.snapshot.dump(kind.snapshot.load(frozen))))["report"]
    places = list(leaves(frozen["report"]))
    assert len(places) > 300
    for place, value in places:
        found = again
        for step in place:
            found = found[step]
        if number == 1 and "steps" in place:  # since format 2 a step is its text with its sub-items
            assert found == {"text": value, "items": []}
        else:
            assert found == value, place


def leaves(data, place=()):
    """Every single value in JSON data with the way to it."""
    if isinstance(data, (dict, list)):
        for step, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*place, step))
    else:
        yield place, data


@EACH
def test_data_json_stays_the_same_for_ever(kind: Kind, number: int):
    expected = (golden.folder_of(kind, number) / "data.json").read_bytes()
    assert json.loads(expected)["overall"] == 95.48
    assert drawn(kind, number, "data.json") == expected


@EACH
def test_the_sum_of_every_file_is_recorded(kind: Kind, number: int):
    assert set(recorded(kind, number)["sha256"]) == set(kind.renderers)


@EACH
@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_drawn(kind: Kind, number: int, name: str):
    content = drawn(kind, number, name)
    starts = {"pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK", "csv": b"\xef\xbb\xbf", "json": b"{"}
    assert content.startswith(starts[name.rsplit(".", 1)[1]])
    assert len(content) > 1000


@EACH
@pytest.mark.parametrize("name", NAMES)
def test_the_bytes_change_only_with_the_renderers_number(kind: Kind, number: int, name: str):
    record = recorded(kind, number)
    assert record["renderer"] == registry.RENDERER, "write drawn.json anew: python -m tests.golden"
    here = golden.versions(golden.LIBRARIES[name])
    other = {each: have for each, have in here.items() if record["libraries"][each] != have}
    if other:
        pytest.skip(f"the bytes of {name} were recorded with other libraries than {other}")
    assert golden.sums({name: drawn(kind, number, name)})[name] == record["sha256"][name], (
        "other bytes than before. If they are meant: raise registry.RENDERER, run python -m tests.golden, "
        "and say in the commit why"
    )


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.fixture
def frozen() -> dict:
    return golden.snapshot_of(ANALYSIS, 1)


def in_place(data: dict, *steps):
    for step in steps:
        data = data[step]
    return data


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        ((), "report.colour"),
        (("year",), "report.year.colour"),
        (("year", "tools", 1, "indicators", 2), "report.year.tools[1].indicators[2].colour"),
        (("plan", "measures", 0), "report.plan.measures[0].colour"),
        (("previous", "tools", 1), "report.previous.tools[1].colour"),
    ],
)
def test_an_unknown_field_is_refused_by_name_and_place(frozen, steps, place):
    in_place(frozen["report"], *steps)["colour"] = "แดง"
    with pytest.raises(snapshot.SnapshotError) as refused:
        snapshot.load(frozen)
    assert f"ช่อง {place} " in str(refused.value)
    assert "กรุณา" in str(refused.value)


def test_a_field_beside_the_report_is_refused(frozen):
    with pytest.raises(ValueError, match="attachments"):
        snapshot.load(frozen | {"attachments": []})


@pytest.mark.parametrize("name", ["overall", "tools", "agency"])
def test_a_missing_field_without_a_default_is_refused(frozen, name):
    del frozen["report"]["year"][name]
    with pytest.raises(ValueError, match=rf"report\.year\.{name}"):
        snapshot.load(frozen)


def test_a_missing_field_with_a_default_takes_it(frozen):
    for name in ("previous", "paragraphs", "signatories", "seal"):
        del frozen["report"][name]
    report = snapshot.load(frozen)
    assert (report.previous, report.paragraphs, report.signatories, report.seal) == (None, (), (), None)


@pytest.mark.parametrize(
    ("steps", "value"),
    [
        (("year", "overall"), "มาก"),
        (("year", "overall"), 95.48),
        (("year", "fiscal_year"), "2568"),
        (("year", "fiscal_year"), True),
        (("year", "updated_at"), "เมื่อวาน"),
        (("year", "tools"), {}),
        (("year", "agency"), None),
        (("plan", "measures", 0, "titles"), "โครงการ"),
        (("seal",), "ไม่ใช่ภาพ"),
    ],
)
def test_a_value_of_another_type_is_refused_by_its_place(frozen, steps, value):
    in_place(frozen["report"], *steps[:-1])[steps[-1]] = value
    with pytest.raises(snapshot.SnapshotError, match=str(steps[-1])):
        snapshot.load(frozen)


@pytest.mark.parametrize(
    "data",
    [{}, {"format": None}, {"format": 5, "report": {}}, {"format": 0, "report": {}}, {"format": True}, [], None, "x"],
)
def test_an_unknown_format_is_refused_with_what_to_do(data):
    with pytest.raises(snapshot.SnapshotError, match="อ่านได้เฉพาะรูปแบบ 1 2 3 และ 4 กรุณาปรับระบบเป็นรุ่น"):
        snapshot.load(data)


def test_the_seal_comes_back_byte_for_byte(frozen):
    assert snapshot.load(frozen).seal == base64.b64decode(frozen["report"]["seal"])
