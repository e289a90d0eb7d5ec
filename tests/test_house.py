"""The house itself: rooms that anyone can find, and no module too long to read."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LONGEST_MODULE = 400  # lines
MOST_LOOSE_MODULES = 9


@pytest.mark.parametrize("package", [*settings.PORTAL_PACKAGES, "scripts", "tests"])
def test_no_module_is_too_long(package):
    modules = [path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts]
    lengths = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8").count("\n") for path in modules}
    assert len(lengths) > 3
    too_long = {name: length for name, length in lengths.items() if length > LONGEST_MODULE}
    assert too_long == {}, "split each by idea into a package"


def test_few_modules_stand_outside_the_rooms():
    loose = {path.name for path in (ROOT / "itaportal").glob("*.py")} - {"__init__.py"}
    assert {"settings.py", "urls.py"} <= loose
    assert len(loose) <= MOST_LOOSE_MODULES, f"give each of {sorted(loose)} a room"


def test_what_a_checker_is_told_to_pass_over_has_its_reason():
    """A bare `type: ignore` or `noqa` hides the next fault of the same line as well as the one it was written for."""
    folders = [*settings.PORTAL_PACKAGES, "scripts", "tests"]
    modules = [ROOT / "gunicorn.conf.py", *(path for folder in folders for path in (ROOT / folder).rglob("*.py"))]
    marked = re.compile(
        r"# (?:type: ignore|noqa)\b(?P<codes>\[[\w, -]+\]|: [A-Z]+[0-9]+(?:, ?[A-Z]+[0-9]+)*)?(?P<reason>.*)"
    )
    told = [
        (f"{path.relative_to(ROOT)}:{number}", found)
        for path in modules
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if path != Path(__file__) and (found := marked.search(line))
    ]
    assert len(told) > 20
    without = [place for place, found in told if not found["codes"] or not re.search(r"\w{2}", found["reason"])]
    assert without == []
