"""Who may import whom: every contract of pyproject.toml is kept here, and is broken by an import it forbids.

The forbidden imports are planted in copies of the packages, all at once, and import-linter looks through the copies.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow

ROOT = Path(settings.BASE_DIR)
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-logo', '--no-cache'])"


class Planted(NamedTuple):
    """A forbidden line at the end of a module, with what the answer must hold: the contract by how its name begins."""

    contract: str
    module: str
    line: str
    told: tuple[str, ...]


PLANTED = [
    Planted(
        "Apps import", "assessments/seals.py", "import measures.periods", ("assessments.seals -> measures.periods",)
    ),
    Planted(
        "Rooms of itaportal",
        "itaportal/typesetting/terms.py",
        "import itaportal.report.document",
        ("itaportal.typesetting.terms -> itaportal.report.document",),
    ),
    Planted(
        "Inside formats",
        "itaportal/formats/data/office.py",
        "import itaportal.formats.html",
        ("itaportal.formats.data.office -> itaportal.formats.html",),
    ),
    Planted(
        "Inside measures", "measures/parsing.py", "import measures.models", ("measures.parsing -> measures.models",)
    ),
    Planted(
        "Inside assessments:",
        "assessments/roles.py",
        "import assessments.bulk",
        ("assessments.roles -> assessments.bulk",),
    ),
    Planted(
        "Inside assessments.importing",
        "assessments/importing/problems.py",
        "import assessments.importing.tables",
        ("assessments.importing.problems -> assessments.importing.tables",),
    ),
    Planted(
        "Readers of file formats",
        "assessments/importing/formats/xml.py",
        "import assessments.results",
        ("assessments.importing.formats.xml -> assessments.results",),
    ),
    Planted("Scoring rules", "assessments/whatif.py", "import django.utils", ("assessments.whatif -> django",)),
    Planted(
        "Only report/building.py",
        "itaportal/report/prose.py",
        "from django.db import connection",
        ("itaportal.report.prose -> django_db",),
    ),
    Planted(
        "Only report/building.py",
        "itaportal/report/figures/parts.py",
        "from itaportal.report import building",
        ("itaportal.report.figures.parts -> itaportal.report.building", "itaportal.report.building -> "),
    ),
    Planted(
        "Only report/building.py",
        "assessments/charts/axis.py",
        "from assessments.models import Agency",
        ("itaportal.report.figures.change -> assessments.charts", "assessments.charts.axis -> assessments.models"),
    ),
    Planted(
        "Only report/building.py",
        "itaportal/typesetting/columns.py",
        "from django.db.models import Q, TextChoices",
        ("itaportal.typesetting.columns -> django_db",),
    ),
    Planted(
        "Only report/building.py",
        "itaportal/checks/textcheck/names.py",
        "import measures.models",
        ("itaportal.checks.textcheck.names -> measures.models",),
    ),
    Planted("WeasyPrint", "itaportal/web/serving.py", "import weasyprint", ("itaportal.web.serving -> weasyprint",)),
    Planted("WeasyPrint", "assessments/seals.py", "import pydyf", ("assessments.seals -> pydyf",)),
    Planted("WeasyPrint", "measures/periods.py", "from cssselect2 import Matcher", ("measures.periods -> cssselect2",)),
    Planted(
        "python-docx", "itaportal/formats/data/sheets.py", "import docx", ("itaportal.formats.data.sheets -> docx",)
    ),
    Planted("segno", "itaportal/formats/html.py", "import segno", ("itaportal.formats.html -> segno",)),
    Planted("openpyxl", "itaportal/pages/home.py", "import openpyxl.styles", ("itaportal.pages.home -> openpyxl",)),
    Planted(
        "No circle",
        "itaportal/report/document.py",
        "import itaportal.report.snapshot",
        ("No cycles are allowed in itaportal.report.", ".document", ".snapshot"),
    ),
    Planted(
        "No circle",
        "measures/models.py",
        "import measures.actions",
        ("No cycles are allowed in measures.", ".models", ".actions"),
    ),
    Planted(
        "No circle",
        "assessments/charts/axis.py",
        "import assessments.charts.trend",
        ("No cycles are allowed in assessments.charts.", ".axis", ".trend"),
    ),
]
# A module without a place in its package's layers, by the contract that must name it.
UNPLACED = {
    "Rooms of itaportal": "itaportal/annexe/__init__.py",
    "Inside formats": "itaportal/formats/slides.py",
    "Inside measures": "measures/annexe.py",
    "Inside assessments:": "assessments/annexe.py",
    "Inside assessments.importing": "assessments/importing/annexe.py",
}


def contract_named(start: str) -> dict[str, object]:
    """The one contract whose name begins so."""
    (contract,) = (each for each in CONTRACTS if each["name"].startswith(start))
    return contract


def copy_of_the_packages(folder: Path) -> Path:
    """The modules of the portal and the contracts, nothing else."""
    for package in settings.PORTAL_PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=_all_but_modules)
    (folder / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "contracts.py", folder / "scripts")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def _all_but_modules(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith(".py") and not (Path(folder) / name).is_dir()]


def lint(folder: Path) -> tuple[int, str]:
    """How import-linter ends in a folder, and what it says."""
    environment = {**os.environ, "COLUMNS": "400", "PYTHONPATH": "", "PYTHONUTF8": "1", "NO_COLOR": "1"}
    run = subprocess.run(
        [sys.executable, "-c", LINT], cwd=folder, env=environment, capture_output=True, encoding="utf-8"
    )
    return run.returncode, run.stdout + run.stderr


@pytest.fixture(scope="module")
def broken(tmp_path_factory) -> dict[str, str]:
    """What is said of each contract, by its name, in a copy with every forbidden import."""
    folder = copy_of_the_packages(tmp_path_factory.mktemp("broken"))
    for planted in PLANTED:
        with (folder / planted.module).open("a", encoding="utf-8") as module:
            module.write(f"\n{planted.line}\n")
    for module in UNPLACED.values():
        (folder / module).parent.mkdir(exist_ok=True)
        (folder / module).write_text("")
    status, said = lint(folder)
    assert status == 1, said
    listed, _, details = said.partition("Broken contracts")
    assert "Contracts: 0 kept" in listed
    names = [contract["name"] for contract in CONTRACTS]
    pieces = re.split(rf"^({'|'.join(map(re.escape, names))})$", details, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def test_every_contract_is_kept(tmp_path):
    status, said = lint(copy_of_the_packages(tmp_path))
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in said
    assert status == 0


def test_every_contract_has_a_forbidden_import_here():
    assert {contract_named(planted.contract)["name"] for planted in PLANTED} == {each["name"] for each in CONTRACTS}


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: f"{planted.contract} {planted.module}")
def test_a_forbidden_import_is_told_with_its_modules_and_what_to_do(broken, planted):
    contract = contract_named(planted.contract)
    said = broken[contract["name"]]
    for words in planted.told:
        assert words in said
    assert str(contract["broken_contract_guidance"]).strip() in said


@pytest.mark.parametrize("start", UNPLACED)
def test_a_module_without_a_place_in_the_layers_is_told(broken, start):
    name = UNPLACED[start].removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    assert name in broken[contract_named(start)["name"]]


def test_no_contract_looks_away():
    for contract in CONTRACTS:
        assert [key for key in contract if "ignore" in key or "skip" in key or "allow_indirect" in key] == []
        if contract["type"] == "layers" and "containers" in contract:
            assert contract["exhaustive"] is True
