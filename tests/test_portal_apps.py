"""One list of the portal's own apps, `settings.PORTAL_APPS`: every other is read from it, or compared with it here."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from itaportal.setup.app_checks import own_packages, problems

ROOT: Path = settings.BASE_DIR
PACKAGES = set(settings.PORTAL_PACKAGES)


def lists_in(value: Any, where: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Every list in a TOML document, with its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from lists_in(inner, f"{where}.{key}".lstrip("."))
    if isinstance(value, list):
        yield where, value
        for inner in value:
            yield from lists_in(inner, where)


# --- Lists that cannot read the settings ----------------------------------------------------------------------------


def test_pyproject_names_every_app_where_it_names_more_than_one():
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    lists = [(where, names) for where, names in lists_in(project) if all(isinstance(each, str) for each in names)]
    whole = [(where, set(names) & PACKAGES) for where, names in lists]
    several = {where: found for where, found in whole if len(found) > 1}
    assert {"tool.ruff.lint.isort.known-first-party", "tool.importlinter.root_packages"} <= set(several)
    # A contract may be about some of the apps.
    partial = {where for where, found in several.items() if found != PACKAGES and not where.endswith("_modules")}
    assert partial == set()


@pytest.mark.parametrize(
    "name", ["Makefile", *sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("scripts/*.sh"))]
)
def test_scripts_name_every_app_where_they_name_more_than_one(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        found = set(re.findall(r"[\w./]+", line)) & PACKAGES
        assert len(found) < 2 or found == PACKAGES, line
    assert name != "Makefile" or set(re.search(r"^CODE := (.*)$", text, re.MULTILINE)[1].split()) >= PACKAGES


# --- Lists that can ---------------------------------------------------------------------------------------------------


def test_no_code_lists_the_apps_by_hand():
    """Migrations are left out: they speak of the day they were written."""
    found = []
    for package in (*settings.PORTAL_PACKAGES, "scripts", "tests"):
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            text = path.read_text(encoding="utf-8")
            if not all(re.search(rf"[\"']{name}[\"']", text) for name in PACKAGES):
                continue  # parsing what names none of them would take a second
            for node in ast.walk(ast.parse(text)):
                if not isinstance(node, ast.List | ast.Tuple | ast.Set):
                    continue
                words = {each.value for each in node.elts if isinstance(each, ast.Constant)}
                if words & PACKAGES == PACKAGES:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert len(found) == 1, found
    assert found[0].startswith("itaportal/settings.py:")


def test_apps_are_installed_under_the_last_part_of_their_names():
    installed = {config.name: config.label for config in apps.get_app_configs()}
    assert [installed[name] for name in settings.PORTAL_APPS] == settings.PORTAL_LABELS
    assert all((ROOT / package).is_dir() for package in PACKAGES)


# --- A new app ------------------------------------------------------------------------------------------------------


def test_the_apps_of_the_repository_are_those_named():
    assert set(own_packages(ROOT)) == set(settings.PORTAL_APPS)
    assert [message for message in run_checks(tags=["portal"]) if message.id == "itaportal.E002"] == []


@pytest.mark.parametrize(
    ("file", "package"),
    [
        ("reminders/models.py", "reminders"),
        ("reminders/migrations/__init__.py", "reminders"),
        ("itaportal/letters/models/__init__.py", "itaportal.letters"),
        ("itaportal/jobs/apps.py", "itaportal.jobs"),
    ],
)
def test_a_new_app_that_is_not_named_stops_check_and_start_up(settings, tmp_path, file, package):
    for known in settings.PORTAL_PACKAGES:
        (tmp_path / known).mkdir()
        (tmp_path / known / "__init__.py").touch()
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).touch()
    settings.BASE_DIR = tmp_path
    with pytest.raises(SystemCheckError) as caught:
        call_command("check", "--tag", "portal")
    assert f"{package} " in str(caught.value)
    assert f'เพิ่ม "{package}" ใน PORTAL_APPS' in str(caught.value)
    assert "itaportal/settings.py" in str(caught.value)
    settings.PORTAL_APPS = [*settings.PORTAL_APPS, package]
    call_command("check", "--tag", "portal")


def test_a_label_of_its_own_is_named():
    (problem,) = problems(["itaportal.audit"], [], {"itaportal.audit": "records"})
    assert "itaportal/audit/apps.py" in problem[0]
