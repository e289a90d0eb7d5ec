"""Every figure of a year is the same wherever it is shown: PDF, Word, both pages, Excel, CSV and JSON.

Each format is read back with a reader of its own and compared with what `tests.assessments.oracle` works out in exact
fractions from the ten scores written down here. Nothing of the portal has a part in the expected values.
"""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from lxml import etree, html
from openpyxl import load_workbook

from assessments.actions import ScoreEntry, publish, save_assessment
from assessments.models import Assessment
from itaportal.report.document import AgencyReport
from itaportal.report.files import RENDERERS, render
from itaportal.report.rendering import standalone_html
from tests.assessments import oracle

from .pdftext import with_pdfium
from .samples import long_report, report_of, with_scores
from .wordtext import paragraphs, part, solid

NAMES = (
    "การปฏิบัติหน้าที่",
    "การใช้งบประมาณ",
    "การใช้อำนาจ",
    "การใช้ทรัพย์สินของราชการ",
    "การแก้ไขปัญหาการทุจริต",
    "คุณภาพการดำเนินงาน",
    "ประสิทธิภาพการสื่อสาร",
    "การปรับปรุงระบบการทำงาน",
    "การเปิดเผยข้อมูล",
    "การป้องกันการทุจริต",
)
PUBLISHED = ("99.02", "100", "100", "98.82", "100", "98.95", "98.58", "98.58", "90", "90")
SCORES = {number: Decimal(score) for number, score in enumerate(PUBLISHED, start=1)}
# The year before, published: what the report compares with.
THEN = ("98.10", "97.20", "99.00", "98.82", "96.40", "97.01", "98.00", "99.00", "85.50", "92")
SCORES_THEN = {number: Decimal(score) for number, score in enumerate(THEN, start=1)}
TOOLS = ("IIT", "EIT", "OIT")
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

Figures = dict[str, set[Decimal]]


@dataclass(frozen=True)
class Year:
    """A year to be shown: the agency's own target, part 1 of EIT where it is known, a year before, sixty pages."""

    target: str = "85"
    part_1: str | None = None
    compared: bool = False
    long: bool = False

    def report(self, assessment: Assessment) -> AgencyReport:
        if self.compared:
            before = Assessment(agency=assessment.agency, fiscal_year=2567)
            entries = [ScoreEntry(number, score) for number, score in SCORES_THEN.items()]
            publish(assessment=save_assessment(assessment=before, entries=entries, by=None), by=None)
        if self.long:
            return long_report(report_of(assessment))
        if self.target == "85":
            return report_of(assessment)
        part_1 = Decimal(self.part_1) if self.part_1 else None
        return with_scores(assessment, {}, target=Decimal(self.target), eit_part_1=part_1)

    def expected(self) -> Figures:
        """Every figure by name."""
        found: dict[str, set[Fraction]] = {"overall": {oracle.overall(SCORES)}}
        for tool, (weight, numbers) in oracle.SCHEME.items():
            found[tool] = {oracle.tool_score(SCORES, tool)}
            found[f"weight {tool}"] = {weight}
            found[f"contribution {tool}"] = {oracle.tool_contribution(SCORES, tool)}
            found[f"cost {tool}"] = {oracle.tool_cost(SCORES, tool)}
            for number in numbers:
                found[f"{number}"] = {Fraction(SCORES[number])}
                found[f"contribution {number}"] = {oracle.indicator_contribution(SCORES[number], tool)}
                found[f"cost {number}"] = {oracle.indicator_cost(SCORES[number], tool)}
                found[f"target {number}"] = {Fraction(self.target)}
                found[f"short {number}"] = {100 - Fraction(SCORES[number])}
                if gap := max(Fraction(0), Fraction(self.target) - Fraction(SCORES[number])):
                    found[f"gap {number}"] = {gap}
        found["own target"], found["national target"] = {Fraction(self.target)}, {oracle.TARGET}
        found |= self._changes() if self.compared else {}
        pairs = oracle.possible_parts(oracle.tool_mean(SCORES, "EIT"), (self.part_1 and Decimal(self.part_1), None))
        for place in (0, 1):
            values = {pair[place] for pair in pairs}
            found[f"EIT {place + 1}"] = {min(values), max(values)}
        return {name: {Decimal(value.numerator) / value.denominator for value in found[name]} for name in found}

    def _changes(self) -> dict[str, set[Fraction]]:
        """Last year's published figures, and how far this year's are from them."""
        pairs = {"overall": (oracle.overall(SCORES), oracle.overall(SCORES_THEN))}
        pairs |= {tool: (oracle.tool_score(SCORES, tool), oracle.tool_score(SCORES_THEN, tool)) for tool in TOOLS}
        pairs |= {f"{number}": (Fraction(SCORES[number]), Fraction(SCORES_THEN[number])) for number in SCORES}
        found = {f"previous {name}": {before} for name, (_now, before) in pairs.items()}
        return found | {f"change {name}": {now - before} for name, (now, before) in pairs.items()}


YEARS = {
    "reference": Year(),
    "target 95, part 1 known": Year(target="95", part_1="98.60"),
    "sixty pages with last year": Year(compared=True, long=True),
}


def test_expected_values_are_those_of_the_published_document():
    expected = Year().expected()
    published = {"overall": "95.48", "IIT": "99.57", "EIT": "98.70", "OIT": "90.00", "cost OIT": "4.00"}
    assert {name: expected[name] for name in published} == {name: {Decimal(value)} for name, value in published.items()}
    # 0.3 × 99.568 = 29.8704, 0.3 × 98.70333… = 29.611, 0.4 × 90 = 36; 0.3 / 5 × 99.02 = 5.9412
    assert [expected[f"contribution {tool}"] for tool in TOOLS] == [
        {Decimal("29.87")},
        {Decimal("29.61")},
        {Decimal("36")},
    ]
    assert expected["contribution 1"] == {Decimal("5.94")}
    # 2 × 98.70333… − 100 = 97.40666…
    assert expected["EIT 1"] == expected["EIT 2"] == {Decimal("97.41"), Decimal("100")}
    # last year 0.3 × 97.904 + 0.3 × 98.00333… + 0.4 × 88.75 = 29.3712 + 29.401 + 35.5 = 94.2722
    compared = YEARS["sixty pages with last year"].expected()
    then = {"previous overall": "94.27", "change overall": "1.21", "previous EIT": "98.00", "change 10": "-2.00"}
    assert {name: compared[name] for name in then} == {name: {Decimal(value)} for name, value in then.items()}
    # 197.40666… less a part 1 of 98.595 to 98.605 that is published as 98.60
    assert YEARS["target 95, part 1 known"].expected()["EIT 2"] == {Decimal("98.80"), Decimal("98.81")}


# --- Readers, one for each format ---------------------------------------------------------------------------------


def from_json(content: bytes) -> Figures:
    data = json.loads(content, parse_float=Decimal, parse_int=Decimal)
    found: Figures = {
        "overall": {data["overall"], data["official_overall"]},
        "own target": {data["own_target"]},
        "national target": {data["criteria"]["national_target"]},
    }
    for tool in data["tools"]:
        found[tool["tool"]] = {tool["score"]}
        for name in ("weight", "contribution", "cost"):
            found[f"{name} {tool['tool']}"] = {tool[name]}
        for item in tool["parts"]:
            found[f"{tool['tool']} {item['part']}"] = {item["low"], item["high"]}
    for line in data["indicators"]:
        found[f"{line['indicator']}"] = {line["score"]}
        for name in ("target", "contribution", "cost"):
            found[f"{name} {line['indicator']}"] = {line[name]}
    if previous := data["previous"]:
        rows = {"overall": {"score": previous["overall"], "change": previous["change"]}}
        rows |= {row["tool"]: row for row in previous["tools"]}
        rows |= {f"{row['indicator']}": row for row in previous["indicators"]}
        for name, row in rows.items():
            found[f"previous {name}"], found[f"change {name}"] = {row["score"]}, {row["change"]}
    return found


def from_csv(content: bytes) -> Figures:
    found: Figures = defaultdict(set)
    for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))):
        found["overall"].add(Decimal(row["overall"]))
        found[row["tool"]].add(Decimal(row["tool_score"]))
        found[row["indicator"]].add(Decimal(row["score"]))
        for name in ("target", "contribution", "cost"):
            found[f"{name} {row['indicator']}"].add(Decimal(row[name]))
        if row["previous_score"]:
            found[f"previous {row['indicator']}"].add(Decimal(row["previous_score"]))
            found[f"change {row['indicator']}"].add(Decimal(row["change"]))
    return found


def from_xlsx(content: bytes) -> Figures:
    book = load_workbook(io.BytesIO(content), read_only=True)
    summary = {str(label): value for label, value in book["ผลการประเมิน"].iter_rows(values_only=True, max_col=2)}
    found: Figures = {
        "overall": {number(summary["คะแนนภาพรวม"])},
        "own target": {number(summary["เป้าหมายของหน่วยงาน"])},
        "national target": {number(summary["ค่าเป้าหมาย"])},
    }
    for tool in TOOLS:
        found[tool] = {number(value) for label, value in summary.items() if label.startswith(f"{tool} ")}
    for label, value in summary.items():
        if said := re.fullmatch(r"คะแนน(ภาพรวม| (?:IIT|EIT|OIT)) ?(?:ปีงบประมาณ 2567|(เปลี่ยนแปลง))", label):
            name = "overall" if said[1] == "ภาพรวม" else said[1].strip()
            found[f"{'change' if said[2] else 'previous'} {name}"] = {number(value)}
    headings, *rows = book["คะแนนตัวชี้วัด"].iter_rows(values_only=True)
    columns = {
        "": "คะแนน",
        "target ": "เป้าหมาย",
        "contribution ": "ให้คะแนนภาพรวม",
        "cost ": "คะแนนภาพรวมที่เสียไป",
        "previous ": "คะแนนปีก่อน",
        "change ": "เปลี่ยนแปลงจากปีก่อน",
    }
    for row in rows:
        cells = dict(zip(headings, row, strict=True))
        for name, heading in columns.items():
            if heading in cells:
                found[f"{name}{cells['ตัวชี้วัดที่']}"] = {number(cells[heading])}
    return found


def number(cell: object) -> Decimal:
    """The number that a cell holds; a text that looks like one is none."""
    assert isinstance(cell, (int, float))
    return Decimal(str(cell))


FIGURE = r"(\d+\.\d\d)"
WHOLE = r"(\d+(?:\.\d\d)?)"


def patterns() -> dict[str, list[str]]:
    """How the report says each figure, without spaces and with ASCII digits; every one must occur."""
    said = {
        "overall": [
            f"ได้คะแนนภาพรวม{FIGURE}คะแนนจากคะแนนเต็ม",
            f"คะแนนภาพรวมระดับ“[^”]+”{FIGURE}",
            f"คะแนนภาพรวม{FIGURE}",
        ],
        "own target": [f"เป้าหมายของหน่วยงาน{WHOLE}คะแนน"],
        "national target": [f"ทุกเครื่องมือไม่ต่ำกว่า{WHOLE}คะแนนโดย"],
        "cost OIT": [f"ลดลงมากที่สุด{FIGURE}คะแนน"],
    }
    for tool in TOOLS:
        said[tool] = [
            rf"{tool}(?:มี\d+ตัวชี้วัด)?ได้{FIGURE}คะแนน",
            f"คะแนนเฉลี่ย{tool}{FIGURE}",
            rf"{tool}(?:(?!เพิ่ม|ลดลง)\D)*{FIGURE}",
        ]
        said[f"weight {tool}"] = [rf"{tool}ร้อยละ(\d\d)"]  # the next heading's number may follow
    for place, name in enumerate(NAMES, start=1):
        said[f"{place}"] = [
            rf"\({place}\){name}ได้(?:คะแนนเต็ม)?{FIGURE}คะแนน",  # the paragraph
            rf"(?:ภายใน|ภายนอก|สาธารณะ|\.\d\d){place}{name}{FIGURE}",  # the table, after a tool or the row before
            rf"(?:(?<!\d){place}\.|\.\d\d{place}\.|ตัวชี้วัดที่{place}){name}{FIGURE}",  # the figure, or what is said for it
        ]
    return said


def from_prose(text: str) -> Figures:
    text = solid(text).translate(THAI_DIGITS)
    found: Figures = {}
    for name, ways in patterns().items():
        for way in ways:
            values = {Decimal(match) for match in re.findall(way, text)}
            assert values, f"{name} is nowhere as {way}"
            found.setdefault(name, set()).update(values)
    for part_number in ("1", "2"):
        if match := re.search(rf"EITส่วนที่{part_number}(?:ได้|อยู่ระหว่าง){FIGURE}(?:ถึง{FIGURE})?คะแนน", text):
            found[f"EIT {part_number}"] = {Decimal(value) for value in match.groups() if value}
    if match := re.search(rf"ส่วนที่1และส่วนที่2ไม่ต่ำกว่าส่วนละ{FIGURE}คะแนน", text):
        found["EIT 1"] = found["EIT 2"] = {Decimal(match.group(1)), Decimal(100)}
    for place, name in enumerate(NAMES, start=1):
        if values := re.findall(rf"ตัวชี้วัดที่{place}{name}\(ขาด{FIGURE}คะแนน\)", text):
            found[f"gap {place}"] = {Decimal(value) for value in values}
    for place, name in enumerate(NAMES, start=1):  # beside the radar, or what is said for it
        beside = re.findall(rf"(?:(?<!\d)|\.\d\d){place}\.{name}(?:ขาด{FIGURE}|เต็ม)", text)
        said = re.findall(rf"ตัวชี้วัดที่{place}{name}{FIGURE}คะแนน(?:ขาดจากคะแนนเต็ม{FIGURE}คะแนน|เต็ม)", text)
        values = {Decimal(short or 0) for short in (*beside, *(short for _score, short in said))}
        found |= {f"short {place}": values} if values else {}
    for name, value in changes(text):
        found.setdefault(name, set()).add(value)
    return found


MOVED = f"(เพิ่มขึ้น|เพิ่ม|ลดลง|ลด){FIGURE}"


def changes(text: str) -> Iterator[tuple[str, Decimal]]:
    """Every figure of last year in a report's sentences and figure, and every change with its sign."""
    if said := re.search(rf"พ.ศ.2567ซึ่งได้{FIGURE}คะแนนระดับ“[^”]+”คะแนนภาพรวม{MOVED}คะแนน", text):
        yield "previous overall", Decimal(said[1])
        yield "change overall", signed(*said.groups()[1:])
    subjects = {tool: rf"{tool}มี\d+ตัวชี้วัดได้{FIGURE}คะแนน" for tool in TOOLS}
    subjects |= {
        f"{place}": rf"\({place}\){name}ได้(?:(?!\(\d+\)).){{,600}}?คะแนน" for place, name in enumerate(NAMES, start=1)
    }
    for subject, opening in subjects.items():
        for said in re.finditer(rf"{opening}{MOVED}คะแนนจากปีงบประมาณพ.ศ.2567", text):
            yield f"change {subject}", signed(*said.groups()[-2:])
        if re.search(rf"{opening}(?:คะแนน)?เท่ากับปีงบประมาณพ.ศ.2567", text):
            yield f"change {subject}", Decimal(0)
    for place, name in enumerate(NAMES, start=1):  # what is said for the figure, then what is beside its marks
        for said in re.finditer(rf"{name}(?:เท่าเดิม|{MOVED}คะแนน)จาก{FIGURE}คะแนนเป็น{FIGURE}คะแนน", text):
            yield f"change {place}", signed(said[1], said[2]) if said[1] else Decimal(0)
            yield f"previous {place}", Decimal(said[3])
            yield f"{place}", Decimal(said[4])
        for said in re.finditer(rf"(?:(?<!\d)|\.\d\d){place}\.{name}{MOVED}", text):
            yield f"change {place}", signed(*said.groups())


def signed(word: str, figure: str) -> Decimal:
    return Decimal(figure) if word.startswith("เพิ่ม") else -Decimal(figure)


def all_figures(text: str) -> set[Decimal]:
    """Every number with two decimals in a text."""
    return {Decimal(match) for match in re.findall(FIGURE, text.translate(THAI_DIGITS))}


def pdf_text(content: bytes) -> str:
    return with_pdfium(content)


def docx_text(content: bytes) -> str:
    """The text and what is said for the pictures."""
    said = (item.get("descr") for item in part(content, "word/document.xml").iter("{*}docPr"))
    return "\n".join([*(text for _style, text in paragraphs(content)), *said])


def page_text(content: bytes) -> str:
    (report,) = html.fromstring(content.decode()).xpath("//*[@id='report']")
    return report.text_content()


READERS: dict[str, Callable[[bytes], Figures]] = {
    "report.pdf": lambda content: from_prose(pdf_text(content)),
    "report.docx": lambda content: from_prose(docx_text(content)),
    "data.xlsx": from_xlsx,
    "data.csv": from_csv,
    "data.json": from_json,
}


def from_dashboard(content: bytes) -> Figures:
    root = html.fromstring(content.decode())
    found: Figures = {"overall": machine_values(root.xpath("//*[contains(@class, 'answer-score')]"))}
    for tool in TOOLS:
        (card,) = root.xpath(f"//li[@class='tool tool-{tool.lower()}']")
        found[tool] = machine_values(card.xpath(".//*[@class='tool-score']"))
        text = solid(card.text_content()).translate(THAI_DIGITS)
        said = re.search(f"ได้{FIGURE}จากน้ำหนัก{WHOLE}เสียไป{FIGURE}", text)
        assert said
        for name, value in zip(("contribution", "weight", "cost"), said.groups(), strict=True):
            found[f"{name} {tool}"] = {Decimal(value)}
        if said := re.search(f"ส่วนที่1และ2แต่ละส่วนอยู่ระหว่าง{FIGURE}ถึง{FIGURE}", text):
            found["EIT 1"] = found["EIT 2"] = {Decimal(value) for value in said.groups()}
        for place in re.findall(rf"ส่วนที่([12])(?:{FIGURE}|ไม่มีคะแนนแยกส่วนอยู่ระหว่าง{FIGURE}ถึง{FIGURE})", text):
            found[f"EIT {place[0]}"] = {Decimal(value) for value in place[1:] if value}
    rows = [row for row in root.xpath("//table[contains(@class, 'stack')]//tr") if row.xpath("td[@data-label='ที่']")]
    assert len(rows) == 10
    for row in rows:
        cells = {cell.get("data-label"): cell for cell in row.iterfind("td")}
        place = cells["ที่"].text_content().strip().translate(THAI_DIGITS)
        found[place] = machine_values([cells["คะแนน"]])
        for name, label in {"target": "เป้าหมาย", "contribution": "ให้คะแนนภาพรวม", "cost": "เสียไป"}.items():
            found[f"{name} {place}"] = all_figures(cells[label].text_content())
        if gap := all_figures(cells["ห่างเป้าหมาย"].text_content()):
            found[f"gap {place}"] = gap
    return found


def machine_values(elements: list[etree._Element]) -> set[Decimal]:
    """The plain numbers of `<data value="95.48">๙๕.๔๘</data>`, each the same as the digits it stands beside."""
    values = set()
    for data in (item for found in elements for item in found.iter("data")):
        assert data.text_content().translate(THAI_DIGITS) == data.get("value")
        values.add(Decimal(data.get("value")))
    return values


# --- The comparison -----------------------------------------------------------------------------------------------


def wrong(found: Figures, expected: Figures) -> dict[str, tuple[set[Decimal], set[Decimal]]]:
    """What differs, by name: found and expected."""
    return {name: (values, expected[name]) for name, values in found.items() if values != expected[name]}


@pytest.fixture(params=YEARS)
def year(request: pytest.FixtureRequest) -> Year:
    return YEARS[request.param]


_drawn: dict[tuple[Year, str], bytes] = {}


def drawn(year: Year, name: str, report: AgencyReport) -> bytes:
    """A file of the year, drawn once for all tests: sixty pages take a while."""
    if (year, name) not in _drawn:
        _drawn[year, name] = render(name, report)
    return _drawn[year, name]


@pytest.fixture
def report(year: Year, reference: Assessment) -> AgencyReport:
    return year.report(reference)


EVERYWHERE = {"overall", *TOOLS, *map(str, SCORES)}
DETAILS = {f"{name} {number}" for name in ("target", "contribution", "cost") for number in SCORES}
SHORT = {f"short {number}" for number in SCORES}
TARGETS = {"own target", "national target"}
PARTS = {"EIT 1", "EIT 2"}
OF_TOOLS = {f"{name} {tool}" for name in ("contribution", "cost") for tool in TOOLS}
MUST_SHOW = {
    "report.pdf": EVERYWHERE | TARGETS | PARTS | SHORT | {"cost OIT"},
    "report.docx": EVERYWHERE | TARGETS | PARTS | SHORT | {"cost OIT"},
    "data.xlsx": EVERYWHERE | TARGETS | DETAILS,
    "data.csv": EVERYWHERE | DETAILS,
    "data.json": EVERYWHERE | TARGETS | DETAILS | PARTS | OF_TOOLS,
}


CHANGES = {f"change {name}" for name in EVERYWHERE}
BEFORE = {f"previous {name}" for name in EVERYWHERE}
OF_INDICATORS = {f"{name} {number}" for name in ("previous", "change") for number in SCORES}
MUST_COMPARE = {
    "report.pdf": CHANGES | {"previous overall"},
    "report.docx": CHANGES | {f"previous {number}" for number in ("overall", *SCORES)},
    "data.xlsx": CHANGES | BEFORE,
    "data.csv": OF_INDICATORS,
    "data.json": CHANGES | BEFORE,
}


@pytest.mark.parametrize("name", MUST_SHOW)
def test_files_show_the_same_numbers(name: str, year: Year, report: AgencyReport):
    found, expected = READERS[name](drawn(year, name, report)), year.expected()
    assert wrong(found, expected) == {}
    assert found.keys() >= MUST_SHOW[name]
    assert not year.compared or found.keys() >= MUST_COMPARE[name]


def test_no_file_is_left_out():
    assert set(MUST_SHOW) == set(MUST_COMPARE) == set(READERS) == set(RENDERERS)


def test_pages_show_the_same_numbers(year: Year, report: AgencyReport, admin_user, client: Client):
    client.force_login(admin_user)  # who sees the draft that the second year is
    expected = year.expected()
    dashboard = from_dashboard(client.get("/chanuwan/2568/").content)
    assert wrong(dashboard, expected) == {}
    assert dashboard.keys() >= EVERYWHERE | DETAILS | OF_TOOLS | PARTS
    page = client.get("/chanuwan/2568/report/").content
    found = from_prose(page_text(page))
    assert wrong(found, expected) == {}
    assert found.keys() >= SHORT
    assert not year.compared or found.keys() >= CHANGES | {"previous overall"}
    (body,) = html.fromstring(page.decode()).xpath("//*[@id='report']")
    assert machine_values([body]) == {value for name in EVERYWHERE for value in expected[name]}


@pytest.mark.parametrize("name", ["report.pdf", "report.docx", "page"])
def test_report_says_no_other_number(
    name: str, year: Year, report: AgencyReport, admin_user, client: Client, reference: Assessment
):
    """Whatever the sentences of the report are: a figure with two decimals in them is one of the year's."""
    if name == "page":
        client.force_login(admin_user)
        text = page_text(client.get("/chanuwan/2568/report/").content)
        text += html.fromstring(standalone_html(report)).body.text_content() if year.long else ""
    else:
        text = {"report.pdf": pdf_text, "report.docx": docx_text}[name](drawn(year, name, report))
    thresholds = {Decimal("84.99"), Decimal("94.99")}  # where the levels end, in the first figure's legend
    known = {abs(value) for values in year.expected().values() for value in values} | thresholds
    assert len(all_figures(text)) > 8
    assert all_figures(text) - known == set()
