"""The documentation says what the code does: its tables are recomputed, the paths and names in it exist."""

import ast
import io
import json
import re
import subprocess
import tokenize
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from assessments.scoring import CriteriaRules, LevelRule, Result, ScoreLine, ToolRule, evaluate

ROOT = Path(__file__).resolve().parents[1]
SCORING = (ROOT / "docs" / "scoring.md").read_text(encoding="utf-8")
CRITERIA = json.loads((ROOT / "fixtures" / "criteria.json").read_text(encoding="utf-8"))
REFERENCE = json.loads((ROOT / "fixtures" / "chanuwan-2568.json").read_text(encoding="utf-8"))["assessment"]

D = Decimal
TARGET_WORDS = {True: "met", False: "not met", None: "open"}


def table(name: str) -> list[dict[str, str]]:
    """The rows of the table under the comment that begins with `name`, by column heading."""
    found = re.search(rf"<!-- {name}\b[^\n]*-->\n\n((?:\|[^\n]*\n)+)", SCORING)
    assert found, f"no table {name}"
    heading, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines())
    assert rows
    return [dict(zip(heading, row, strict=True)) for row in rows]


def rules(year: int) -> CriteriaRules:
    """The shipped rules of a year, read from the fixture."""
    (data,) = (data for data in CRITERIA if data["first_year"] <= year <= data["last_year"])
    return CriteriaRules(
        tools=tuple(
            ToolRule(
                tool["tool"],
                D(tool["weight"]),
                tuple(line["no"] for line in data["indicators"] if line["tool"] == tool["tool"]),
                tool["in_parts"],
            )
            for tool in data["tools"]
        ),
        levels=tuple(
            LevelRule(
                level["name"], D(level["min_overall"]), None if level["min_each"] is None else D(level["min_each"])
            )
            for level in data["levels"]
        ),
        target=D(data["target"]),
    )


@pytest.fixture(scope="module")
def example() -> list[dict[str, str]]:
    return table("example: indicators")


def compute(example: list[dict[str, str]], **options: Decimal) -> Result:
    """The result of the scores that the page states."""
    return evaluate([ScoreLine(int(row["indicator"]), D(row["score"])) for row in example], rules(2568), **options)


class TestLevels:
    def test_every_shipped_level_is_on_the_page_and_no_other(self):
        stated = {}
        for row in table("levels"):
            first, last = map(int, row["FY"].split("–"))
            for year in range(first, last + 1):
                each = row["each tested score ≥"]
                rule = LevelRule(row["level"], D(row["overall ≥"]), None if each == "–" else D(each))
                stated.setdefault(year, []).append(rule)
        shipped = {
            year: list(rules(year).levels)
            for data in CRITERIA
            for year in range(data["first_year"], data["last_year"] + 1)
            if data["levels"]
        }
        assert stated == shipped

    def test_years_without_computation(self):
        assert [data["first_year"] for data in CRITERIA if data["overall_only"]] == [2561]
        assert "FY2561 used another model" in SCORING


class TestUnknownParts:
    @pytest.mark.parametrize("row", table("parts"), ids=lambda row: " ".join(list(row.values())[:3]))
    def test_possible_levels_and_target(self, row):
        scores = dict.fromkeys(range(1, 11), D(100)) | dict.fromkeys((6, 7, 8), D(row["EIT mean"]))
        parts = [None if row[name] == "?" else D(row[name]) for name in ("part 1", "part 2")]
        result = evaluate([ScoreLine(*line) for line in scores.items()], rules(2568), parts=parts)
        assert ", ".join(level.name for level in result.levels) == row["possible levels"]
        assert TARGET_WORDS[result.target_met] == row["target"]


class TestWorkedExample:
    def test_it_is_the_reference_agency(self, example):
        assert {row["indicator"]: row["score"] for row in example} == REFERENCE["scores"]
        assert (REFERENCE["fiscal_year"], REFERENCE["eit_part_1"], REFERENCE["eit_part_2"]) == (2568, None, None)

    def test_indicators(self, example):
        assert [
            (str(line.indicator), line.tool, str(line.score), str(line.contribution), str(line.cost))
            for line in compute(example).indicators
        ] == [(row["indicator"], row["tool"], row["score"], row["adds"], row["costs"]) for row in example]

    def test_tools(self, example):
        rows = table("example: tools")
        result = compute(example)
        assert [row["tool"] for row in rows] == [tool.code for tool in result.tools]
        for row, tool in zip(rows, result.tools, strict=True):
            assert (D(row["weight"]), row["published"], row["adds"], row["costs"]) == (
                tool.weight,
                str(tool.score),
                str(tool.contribution),
                str(tool.cost),
            )
            scores = [Fraction(line["score"]) for line in example if line["tool"] == row["tool"]]
            assert sum(scores) == Fraction(row["sum"])
            mean = sum(scores) / len(scores)
            if row["exact mean"].endswith("…"):
                digits = row["exact mean"].removesuffix("…")
                places = 10 ** len(digits.split(".")[1])
                assert Fraction(int(mean * places), places) == Fraction(digits)
            else:
                assert mean == Fraction(row["exact mean"])

    def test_overall_in_prose(self, example):
        found = re.search(r"The overall: ([\d.]+) \+ ([\d.]+) \+ ([\d.]+) = ([\d.]+), published as ([\d.]+)\.", SCORING)
        parts, exact, published = [Fraction(text) for text in found.groups()[:3]], found[4], found[5]
        for part, tool in zip(parts, rules(2568).tools, strict=True):
            scores = [Fraction(line["score"]) for line in example if line["tool"] == tool.code]
            assert part == Fraction(tool.weight) / 100 * sum(scores) / len(scores)
        assert sum(parts) == Fraction(exact)
        assert str(compute(example).overall) == published

    def test_the_wrong_plain_mean_in_prose(self, example):
        mean = re.search(r"plain mean of the ten would be ([\d.]+)", SCORING)[1]
        assert Fraction(mean) == sum(Fraction(line["score"]) for line in example) / 10
        assert Fraction(mean) != Fraction(compute(example).overall)

    def test_result(self, example):
        stated = {row["figure"]: row["value"] for row in table("example: result")}
        result = compute(example)
        (short,) = result.next_level_shortfalls
        (bounds,) = {(part.low, part.high) for part in result.unknown_parts}
        flagged = compute(example, target=D(95)).flagged
        assert stated == {
            "overall": str(result.overall),
            "EIT part 1 and 2": f"{bounds[0]} to {bounds[1]} each",
            "level": result.level.name,
            "target": TARGET_WORDS[result.target_met],
            "next level": result.next_level.name,
            "missing to it": f"{short.tool} {short.have}, needs {short.need}, gap {short.gap}",
            "flagged at an own target of 95": ", ".join(str(line.indicator) for line in flagged),
        }

    def test_it_agrees_with_what_was_officially_published(self, example):
        result = compute(example)
        assert (str(result.overall), result.level.name) == (
            REFERENCE["published_overall"],
            REFERENCE["published_level"],
        )


# --- The map and the decisions -------------------------------------------------------------------------------------

DEVELOPING = ROOT / "docs" / "developing.md"
DECISIONS = ROOT / "docs" / "decisions"
APPS = settings.PORTAL_PACKAGES
ROOMS = (*APPS, "tests", "templates", "static", "fixtures", "scripts", "docs")
# A path of the repository, in a document, a comment or a script; not a part of an address or of a longer path.
PATH = re.compile(rf"(?<![\w./<{{*-])(?:{'|'.join(ROOMS)})/[\w./-]*\w/?(?![\w<{{*-])")
FILE = re.compile(r"`([\w./-]+\.(?:py|md|sh|html|css|js|json|toml|yml|txt|java))`")
DOTTED = re.compile(r"`([a-z_]+(?:\.(?!(?:pdf|docx|xlsx|csv|json|html|py|md|xml)\b)\w+)+)")


def tracked() -> list[str]:
    """Every file that is or would be in the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file())


def texts(*suffixes: str) -> Iterator[tuple[str, str]]:
    """Name and text of the tracked files of these kinds; of tests in Python only what people read."""
    for name in tracked():
        if name.endswith(suffixes) and not name.startswith(("static/fonts", "requirements")):
            text = (ROOT / name).read_text(encoding="utf-8")
            yield name, prose(text) if name.startswith("tests/") and name.endswith(".py") else text


def prose(source: str) -> str:
    """The comments and docstrings of a module, each on its line. Its other texts may be addresses."""
    lines = [""] * source.count("\n") + [""]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and token.string.startswith('"""')):
            for number, line in enumerate(token.string.splitlines(), start=token.start[0] - 1):
                lines[number] += line
    return "\n".join(lines)


def defined(path: Path) -> set[str]:
    """The functions, classes and constants at the top of a module."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def folders_of_the_tree() -> Iterator[str]:
    """Every folder that the map's tree draws, two spaces deeper than the one it is in."""
    tree = re.search(r"## The tree\n\n```\n(.*?)```", DEVELOPING.read_text(encoding="utf-8"), re.DOTALL)[1]
    above: list[str] = []
    for indent, name in re.findall(r"^( *)(\w+)/", tree, re.MULTILINE):
        above = [*above[: len(indent) // 2], name]
        yield "/".join(above)


class TestTheMap:
    def test_where_is_every_question_leads_to_a_name_in_a_file(self):
        rows = re.search(
            r"<!-- where -->\n\n\|[^\n]*\n[^\n]*\n((?:\|[^\n]*\n)+)", DEVELOPING.read_text(encoding="utf-8")
        )[1]
        questions = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows.splitlines()]
        assert len(questions) >= 12
        assert all(question.startswith("Where ") and question.endswith("?") for question, _, _ in questions)
        wrong = [
            (question, path, name)
            for question, path, name in questions
            if not (ROOT / path.strip("`")).is_file() or name.strip("`") not in defined(ROOT / path.strip("`"))
        ]
        assert wrong == []

    def test_the_tree_names_every_room_and_no_other(self):
        named = set(folders_of_the_tree())
        real = {
            path.parent.relative_to(ROOT).as_posix()
            for app in APPS
            for path in (ROOT / app).rglob("__init__.py")
            if path.parent.name != "commands"
        }
        assert {path for path in named if not (ROOT / path).is_dir()} == set()
        assert real - named == set()

    def test_functions_named_with_their_file_are_in_it(self):
        found = []
        for name, text in texts(".md"):
            for function, path in re.findall(r"`(\w+)` (?:in|of)\s+`((?:\w+/)+\w+\.py)`", text):
                found.append(function)
                assert function in defined(ROOT / path), f"{name}: {function} is not in {path}"
        assert len(found) > 10


class TestPaths:
    def test_every_path_in_a_document_a_comment_or_a_script_exists(self):
        kinds = (".md", ".py", ".sh", ".html", ".css", ".js", ".toml", ".yml", ".java", "Makefile", ".ci/run")
        seen, lost = 0, []
        for name, text in texts(*kinds):
            for number, line in enumerate(text.splitlines(), start=1):
                for match in PATH.finditer(line):
                    seen += 1
                    if not (ROOT / match[0]).exists():
                        lost.append(f"{name}:{number}: {match[0]}")
        assert seen > 200
        assert lost == []

    def test_every_file_named_in_backticks_exists(self):
        names = tracked()
        ends = {name.rsplit("/", 1)[-1] for name in names}
        made = {"data.json", "openapi.json", "api/v1/openapi.json", "results.json"}  # what the portal hands out
        lost = []
        for name, text in texts(".md", ".py", ".sh", ".css", ".html"):
            for file in FILE.findall(text):
                known = (
                    (ROOT / file).exists() or (ROOT / name).parent.joinpath(file).exists() or file.strip("/") in made
                )
                if not known and ("/" in file or file not in ends) and not any(at.endswith(f"/{file}") for at in names):
                    lost.append(f"{name}: {file}")
        assert lost == []

    def test_every_dotted_name_in_backticks_leads_somewhere(self):
        names = NamesOfTheHouse()
        others = {"assessments.all_agencies", "admin.site"}  # a permission, Django's site
        lost = []
        for name, text in texts(".md", ".py"):
            found = set(DOTTED.findall(text)) - others
            lost += [f"{name}: {dotted}" for dotted in sorted(found) if not names.lead_somewhere(dotted)]
        assert lost == []
        assert not names.lead_somewhere("report.weblines")
        assert not names.lead_somewhere("itaportal.report.checks")
        assert not names.lead_somewhere("linebreaks.no_such")


class NamesOfTheHouse:
    """The modules of the portal by all the endings of their dotted names: `pdf.build`, `formats.pdf.build` …"""

    def __init__(self) -> None:
        self._modules: dict[str, list[str]] = {}
        for name in tracked():
            if name.endswith(".py"):
                parts = name.removesuffix(".py").removesuffix("/__init__").split("/")
                text = (ROOT / name).read_text(encoding="utf-8")
                for start in range(len(parts)):
                    self._modules.setdefault(".".join(parts[start:]), []).append(text)

    def lead_somewhere(self, dotted: str) -> bool:
        """Whether it is a module, or a name that stands in the module before it; True for what is not ours at all."""
        parts = dotted.split(".")
        for length in range(len(parts), 0, -1):
            if modules := self._modules.get(".".join(parts[:length])):
                return length == len(parts) or any(re.search(rf"\b{parts[length]}\b", text) for text in modules)
        return True


class TestDecisions:
    HEADING = re.compile(r"^## (\d+)\. (.+)$", re.MULTILINE)
    DATED = re.compile(r"^## (\d+)\. (.+)\n\n(\d{4}-\d\d-\d\d) · (accepted|superseded by (\d+))$", re.MULTILINE)

    def test_every_decision_has_date_and_status_and_stands_in_the_index(self):
        index = (DECISIONS / "README.md").read_text(encoding="utf-8")
        lines, numbers, replaced = [], [], []
        for path in DECISIONS.glob("*.md"):
            text = path.read_text(encoding="utf-8")
            if path.name == "README.md":
                continue
            assert f"| [{path.name}]({path.name}) |" in index
            dated = self.DATED.findall(text)
            assert [found[:2] for found in dated] == self.HEADING.findall(text), f"{path.name}: date and status"
            for number, title, day, status, by in dated:
                assert date.fromisoformat(day)
                numbers.append(int(number))
                replaced += [int(by)] if by else []
                lines.append(f"| {number} | {title} | [{path.stem}]({path.name}) | {day} | {status} |")
        lines.sort(key=lambda line: int(line.split("|")[1]))
        assert len(set(numbers)) == len(numbers) > 30
        assert set(replaced) <= set(numbers)
        assert re.findall(r"^\| \d+ \|.*\d{4}-.*$", index, re.MULTILINE) == lines

    def test_a_number_is_a_decision_or_says_where_it_went(self):
        index = (DECISIONS / "README.md").read_text(encoding="utf-8")
        kept = [int(number) for path in DECISIONS.glob("*.md") for number, _ in self.HEADING.findall(path.read_text())]
        gone = re.search(r"## Numbers that are no longer decisions(.*)", index, re.DOTALL)[1]
        retired = [int(one) for row in re.findall(r"^\| ([\d, ]+) \|", gone, re.MULTILINE) for one in row.split(", ")]
        assert sorted(kept + retired) == list(range(1, max(kept) + 1))


class TestPublicCode:
    """The keys that version 0.4 of the publiccode.yml standard asks for, and the values that it limits."""

    @pytest.fixture
    def stated(self) -> dict:
        return yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))

    def test_what_the_standard_asks_for_is_there(self, stated):
        asked = {"publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType"}
        asked |= {"description", "legal", "maintenance", "localisation"}
        optional = {"softwareVersion", "releaseDate", "intendedAudience", "dependsOn", "landingURL", "usedBy", "logo"}
        assert asked <= set(stated) <= asked | optional
        assert stated["publiccodeYmlVersion"] == "0.4"
        assert stated["softwareType"] == "standalone/web"
        assert stated["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
        assert stated["maintenance"]["type"] in {"internal", "community"}
        assert all(contact["name"] for contact in stated["maintenance"]["contacts"])
        assert isinstance(stated["localisation"]["localisationReady"], bool)
        assert stated["localisation"]["availableLanguages"] == ["th"]

    def test_descriptions_have_the_lengths_that_are_asked_for(self, stated):
        assert set(stated["description"]) == {"th", "en"}
        for text in stated["description"].values():
            assert len(text["shortDescription"]) <= 150
            assert 150 <= len(text["longDescription"]) <= 10_000
            assert len(text["features"]) >= 5
            assert all((ROOT / picture).is_file() for picture in text.get("screenshots", ()))

    def test_it_agrees_with_the_project(self, stated):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert stated["softwareVersion"] == project["version"]
        assert stated["legal"]["license"] == project["license"]
        changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        assert f"## [{project['version']}] - {stated['releaseDate']}" in changes
