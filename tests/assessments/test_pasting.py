"""What a pasted block means: figures go by the names beside them, and what is not sure is not placed."""

from decimal import Decimal

import pytest

from assessments.pasting import Grid, Line, ToolGroup, plan_paste

NAMES = {
    1: "การปฏิบัติหน้าที่",
    2: "การใช้งบประมาณ",
    3: "การใช้อำนาจ",
    4: "การใช้ทรัพย์สินของราชการ",
    5: "การแก้ไขปัญหาการทุจริต",
    6: "คุณภาพการดำเนินงาน",
    7: "ประสิทธิภาพการสื่อสาร",
    8: "การปรับปรุงระบบการทำงาน",
    9: "การเปิดเผยข้อมูล",
    10: "การป้องกันการทุจริต",
}
LINES = [Line(number, name) for number, name in NAMES.items()]
GRID = Grid(
    year=2568,
    tools=(
        ToolGroup("IIT", "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน", Decimal(30), tuple(LINES[:5])),
        ToolGroup("EIT", "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก", Decimal(30), tuple(LINES[5:8])),
        ToolGroup("OIT", "แบบตรวจการเปิดเผยข้อมูลสาธารณะ", Decimal(40), tuple(LINES[8:])),
    ),
)
# IIT (87 + 88 + 87.5 + 86.85 + 90) / 5 = 87.87; EIT (80 + 79 + 79.68) / 3 = 79.56; OIT 75
SCORES = ["87.00", "88.00", "87.50", "86.85", "90.00", "80.00", "79.00", "79.68", "70.00", "80.00"]
IIT, EIT, OIT, OVERALL = "87.87", "79.56", "75.00", "80.23"  # 26.361 + 23.868 + 30 = 80.229
TEN = {f"score_{number}": score for number, score in enumerate(SCORES, start=1)}
ROWS = [f"{NAMES[number]}\t{score}" for number, score in enumerate(SCORES, start=1)]
TOOLS = {"IIT": IIT, "EIT": EIT, "OIT": OIT}


def lines(*rows):
    return "\n".join(rows)


def plan(text, cell="score_1", reading="", grid=GRID):
    return plan_paste(text, cell=cell, grid=grid, reading=reading)


def placed(found):
    return {each.field: each.value for each in found.placed}


def among(rows, tools):
    """The ten rows with a row of each tool above its own."""
    return [tools[0], *rows[:5], tools[1], *rows[5:8], tools[2], *rows[8:]]


@pytest.mark.parametrize("cell", ["score_1", "score_7"])
@pytest.mark.parametrize(
    "tools",
    [
        ["IIT\t87.87", "EIT\t79.56", "OIT\t75.00"],
        ["IIT 87.87", "EIT 79.56", "OIT 75.00"],
        ["คะแนน IIT\t๘๗.๘๗", "คะแนน EIT (30%)\t๗๙.๕๖", "OIT น้ำหนักร้อยละ ๔๐\t75.00%"],
        ["ค่าเฉลี่ย IIT\t87.87", "เฉลี่ย EIT\t79.56", "รวม OIT\t75.00"],
        [
            "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT)\t87.87",
            "แบบวัดการรับรู้ผู้มีส่วนได้ส่วนเสียภายนอก\t79.56",
            "แบบตรวจการเปิดเผยข้อมูลสาธารณะ\t75.00",
        ],
    ],
)
def test_each_score_lands_at_its_own_name_and_the_tools_are_compared(tools, cell):
    found = plan(lines(*among(ROWS, tools)), cell)
    assert placed(found) == TEN
    assert [(each.tool, f"{each.value:.2f}", each.agrees) for each in found.given] == [
        (tool, score, True) for tool, score in TOOLS.items()
    ]
    assert len(found.left_out) == 3
    assert found.question == ""


def test_a_tool_that_differs_from_what_is_computed_is_said():
    found = plan(lines("IIT\t88.00", *ROWS))
    assert [(each.agrees, each.computed) for each in found.given] == [(False, Decimal(IIT))]
    half = plan(lines("IIT\t87.87", *ROWS[:4]))
    assert half.given[0].computed is None
    typed = Grid(GRID.year, GRID.tools, typed={5: "๙๐"})
    assert plan(lines("IIT\t87.87", *ROWS[:4]), grid=typed).given[0].agrees


LABELLED = {
    "in any order": [f"{NAMES[n]}\t{SCORES[n - 1]}" for n in (3, 1, 10, 2, 9, 4, 8, 5, 7, 6)],
    "numbered with Thai digits": [
        f"{'๑๒๓๔๕๖๗๘๙'[n - 1] if n < 10 else '๑๐'}. {NAMES[n]}\t{SCORES[n - 1]}" for n in NAMES
    ],
    "numbered in words": [f"ตัวชี้วัดที่ {n}\t{SCORES[n - 1]}" for n in NAMES],
    "numbered in words with names": [f"ตัวชี้วัดที่ {n} {NAMES[n]} (IIT)\t{SCORES[n - 1]}" for n in NAMES],
    "numbers in a column": [f"{n}\t{SCORES[n - 1]}" for n in NAMES],
    "a heading above": ["ลำดับ\tตัวชี้วัด\tคะแนน", *(f"{n}\t{NAMES[n]}\t{SCORES[n - 1]}" for n in NAMES)],
    "scores before names": [f"{SCORES[n - 1]}\t{NAMES[n]}" for n in NAMES],
    "per cent and unit": [f"{NAMES[n]}\t{SCORES[n - 1]}" for n in NAMES],
    "with levels": [f"{NAMES[n]}\t{SCORES[n - 1]}\tผ่าน" for n in NAMES],
    "running numbers of another order": [
        "ที่\tตัวชี้วัด\tคะแนน",
        *(f"{place}\t{NAMES[n]}\t{SCORES[n - 1]}" for place, n in enumerate(reversed(NAMES), start=1)),
    ],
    "tools in a column": [
        f"{ {1: 'IIT', 6: 'EIT', 9: 'OIT'}.get(n, '') }\t{n}\t{NAMES[n]}\t{SCORES[n - 1]}" for n in NAMES
    ],
    "another weight column": [
        "ตัวชี้วัด\tน้ำหนัก\tคะแนน",
        *(f"{NAMES[n]}\t{ {1: '30', 6: '30', 9: '40'}.get(n, '') }\t{SCORES[n - 1]}" for n in NAMES),
    ],
    "notes and totals around": [
        "ผลการประเมิน ITA ปี 2568",
        *ROWS,
        "คะแนนรวม\t80.23",
        "ค่าเฉลี่ยจังหวัด\t70.00",
        "หมายเหตุ\tตามประกาศ",
    ],
    "across": ["\t".join(NAMES.values()), "\t".join(SCORES)],
    "across, by numbers": ["หน่วยงาน\tปี\t" + "\t".join(map(str, NAMES)), "อบต. ก\t2568\t" + "\t".join(SCORES)],
    "two years, this one named": [
        "ตัวชี้วัด\tปี 2567\tปี ๒๕๖๘",
        *(f"{NAMES[n]}\t{50 + n}\t{SCORES[n - 1]}" for n in NAMES),
    ],
    "two years, as numbers, and their difference": [
        "ตัวชี้วัด\t2568\t2567\tเพิ่มขึ้น",
        *(f"{NAMES[n]}\t{SCORES[n - 1]}\t{50 + n}\t{n}" for n in NAMES),
    ],
}


@pytest.mark.parametrize("name", LABELLED)
def test_labels_beat_positions(name):
    found = plan(lines(*LABELLED[name]), "score_4")
    assert placed(found) == TEN
    assert found.question == ""


def test_figures_go_in_as_they_were_copied_without_their_unit():
    found = plan(lines(f"{NAMES[1]}\t๘๗.๐๐ คะแนน", f"{NAMES[2]}\t88%", f"{NAMES[3]}\t８７"))
    assert placed(found) == {"score_1": "๘๗.๐๐", "score_2": "88%", "score_3": "８７"}


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("ปฏิบัติหน้าที่", 1),
        ("การปฎิบัติหน้าที่", 1),  # ฎ for ฏ
        ("งบประมาณ", 2),
        ("การใช้ทรัพย์สินฯ", None),
        ("การใช้ทรัพย์สิน", 4),
        ("การใช้ทรัพย์สินของราชการ…", 4),
        ("การแก้ไขปัญหา", 5),
        ("ด้านคุณภาพการดำเนินงาน", 6),
        ("การ ป้องกัน การทุจริต (OIT)", 10),
        ("การทุจริต", None),  # two have it
        ("๕. การทุจริต", 5),
        ("10) การทุจริต", 10),
        ("การใช้", None),
        ("๒. การปฏิบัติหน้าที่", None),
        ("11. การอื่น", None),
        ("ข้อเสนอแนะต่อการใช้งบประมาณของปีต่อไป", None),
        ("I1 การปฏิบัติหน้าที่", None),  # a question of the form
        ("รวมไทยพัฒนา", None),
    ],
)
def test_a_shortened_name_is_read_where_one_indicator_has_it(label, number):
    found = plan(f"{label}\t50\nการใช้อำนาจ\t60")
    assert placed(found) == {"score_3": "60"} | ({f"score_{number}": "50"} if number else {})
    assert [each.value for each in found.left_out] == ([] if number else ["50"])


def test_what_contradicts_itself_is_not_placed():
    found = plan("ตัวชี้วัดที่\tตัวชี้วัด\tคะแนน\n1\tการใช้อำนาจ\t50\n2\tการใช้งบประมาณ\t60")
    assert placed(found) == {"score_2": "60"}
    twice = plan("การใช้อำนาจ\t50\nการใช้งบประมาณ\t60\nการใช้อำนาจ\t70\nการใช้งบประมาณ\t60.00")
    assert placed(twice) == {"score_2": "60"}
    unread = plan("การใช้อำนาจ\t99,5\nการใช้งบประมาณ\t101\nการปฏิบัติหน้าที่\t-\nการเปิดเผยข้อมูล\t50")
    assert placed(unread) == {"score_9": "50"}
    assert len(unread.left_out) == 3
    two = plan("การใช้อำนาจ\tการใช้งบประมาณ\t50\nการเปิดเผยข้อมูล\t\t60")
    assert placed(two) == {"score_9": "60"}


def test_names_of_other_criteria_leave_everything_unplaced():
    found = plan(lines(*(f"ตัวชี้วัด {word}\t{score}" for word, score in zip("กขคงจฉชซฌญ", SCORES, strict=True))))
    assert placed(found) == {}
    assert "ไม่ใช่ชื่อตัวชี้วัดของเกณฑ์ที่ใช้ในปีงบประมาณนี้" in found.question
    only_tools = plan("IIT\t87.87\nEIT\t79.56\nOIT\t75.00")
    assert placed(only_tools) == {}
    assert "คะแนนของเครื่องมือ" in only_tools.question


# --- a column without names ----------------------------------------------------------------------------------------

THIRTEEN = {
    "above their indicators": among(SCORES, [IIT, EIT, OIT]),
    "below their indicators": [*SCORES[:5], IIT, *SCORES[5:8], EIT, *SCORES[8:], OIT],
    "all first": [IIT, EIT, OIT, *SCORES],
    "all last": [*SCORES, IIT, EIT, OIT],
    "the overall first": [OVERALL, *among(SCORES, [IIT, EIT, OIT])],
    "the overall last": [*SCORES, IIT, EIT, OIT, OVERALL],
    "the overall alone": [*SCORES, OVERALL],
}


@pytest.mark.parametrize("name", THIRTEEN)
def test_results_of_tools_among_bare_figures_are_known_where_the_sums_prove_them(name):
    found = plan(lines("คะแนน", *THIRTEEN[name]))
    assert placed(found) == TEN
    assert found.question == ""


@pytest.mark.parametrize(
    "values",
    [
        [str(70 + n) for n in range(13)],
        among(SCORES, [IIT, EIT, "76.00"]),
        among(SCORES, [EIT, IIT, OIT]),
        [*SCORES[:5], "74.21", "74.92", *SCORES[5:], "70"],
        [*SCORES, "50", "60"],
        ["", *SCORES, "1", "2"],
    ],
)
def test_more_figures_than_indicators_are_asked_about_and_not_placed(values):
    found = plan(lines("คะแนน", *values))
    assert placed(found) == {}
    assert "ระบบจึงไม่ทราบ" in found.question


def test_a_bare_column_that_fits_goes_down_from_the_cell():
    assert placed(plan(lines(*SCORES))) == TEN
    assert placed(plan("\t".join(SCORES))) == TEN
    assert placed(plan("91\n92", "score_9")) == {"score_9": "91", "score_10": "92"}
    assert placed(plan("91\n92\n93", "score_9")) == {}
    assert placed(plan("91\n\n93\nไม่มี\n-\n95", "score_2")) == {"score_2": "91", "score_4": "93", "score_7": "95"}
    assert placed(plan("95\n96", "target_3")) == {"target_3": "95", "target_4": "96"}
    assert placed(plan("95.5\n96.5", "eit_part_1")) == {"eit_part_1": "95.5", "eit_part_2": "96.5"}
    assert placed(plan("95.5\t96.5", "eit_part_1")) == {"eit_part_1": "95.5", "eit_part_2": "96.5"}
    assert placed(plan("95.5\t96.5", "eit_part_2")) == {}


def test_two_columns_are_asked_about():
    block = lines(*(f"{NAMES[n]}\t{50 + n}\t{SCORES[n - 1]}" for n in NAMES))
    asked = plan(block)
    assert placed(asked) == {}
    assert [key for key, _ in asked.choices] == ["1", "2", "1+2"]
    assert placed(plan(block, reading="2")) == TEN
    both = placed(plan(block, reading="1+2"))
    assert (both["score_3"], both["target_3"]) == ("53", "87.50")
    bare = plan("91\t95\n92\t96", "score_2")
    assert [key for key, _ in bare.choices] == ["0", "1", "0+1"]
    chosen = placed(plan("91\t95\n92\t96", "score_2", "0+1"))
    assert chosen == {"score_2": "91", "target_2": "95", "score_3": "92", "target_3": "96"}
    assert plan(block, reading="7").choices == asked.choices


def test_headings_say_which_column_is_meant():
    rows = [f"{NAMES[n]}\t{SCORES[n - 1]}\t95" for n in NAMES]
    both = placed(plan(lines("ตัวชี้วัด\tคะแนน\tเป้าหมาย", *rows)))
    assert (both["score_4"], both["target_4"], len(both)) == ("86.85", "95", 20)
    assert placed(plan(lines("ตัวชี้วัด\tคะแนน\tเป้าหมาย", *rows), "target_1"))["target_4"] == "95"
    last_year = plan(lines("ตัวชี้วัด\tปี 2567", *ROWS))
    assert placed(last_year) == {}
    assert "ปีอื่น" in last_year.question
    assert placed(plan(lines("ตัวชี้วัด\tปี 2567", *ROWS), reading="1")) == TEN
    assert placed(plan(lines("ตัวชี้วัด\t๒๕๖๗", *ROWS))) == {}
    assert placed(plan("๒๕๖๘\n" + lines(*SCORES))) == TEN


def test_the_parts_of_eit_have_cells_of_their_own_where_the_grid_has_them():
    block = "EIT ส่วนที่ 1\t74.21\nส่วนที่ ๒\t84.91\nEIT\t79.56"
    assert placed(plan(block)) == {"eit_part_1": "74.21", "eit_part_2": "84.91"}
    without = plan(block, grid=Grid(GRID.year, GRID.tools, parts=False))
    assert placed(without) == {}
    assert len(without.left_out) == 3


def test_other_criteria_with_other_numbers_of_indicators():
    twelve = tuple(Line(n, f"ด้านที่ไม่เหมือนใคร {word}") for n, word in enumerate("กขคงจฉชซฌญฎฐ", start=1))
    grid = Grid(2570, (ToolGroup("IIT", "ก", Decimal(60), twelve[:7]), ToolGroup("OIT", "ข", Decimal(40), twelve[7:])))
    values = [f"{80 + n}.00" for n in range(12)]  # IIT 83, OIT 89
    assert len(placed(plan(lines(*values), grid=grid))) == 12
    with_tools = [*values[:7], "83.00", *values[7:], "89.00"]
    assert list(placed(plan(lines(*with_tools), grid=grid)).values()) == values
    assert placed(plan(lines(*with_tools[:-1], "88.00"), grid=grid)) == {}
    assert placed(plan(f"{twelve[11].name}\t5\n{twelve[2].name}\t6", grid=grid)) == {"score_12": "5", "score_3": "6"}


@pytest.mark.parametrize(
    "text",
    ["x" * 200_000, "1\t" * 5000, "1\n" * 5000, "\n\t\n", "คำ\tคำ", '"', "\x00\t\x00", '"' + "x" * 90_000 + "\t1"],
)
def test_anything_at_all_gives_a_plan(text):
    found = plan(text)
    assert placed(found) == {}
    assert found.question
