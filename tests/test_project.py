"""The project as a whole: what is shipped is used, complete, pinned, and free of traces of one machine."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management import call_command, get_commands
from django.template.loader import get_template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from assessments.loading import CRITERIA_FILE, SOURCED_FILE, load_criteria
from assessments.models import Criteria
from itaportal.setup.reference import REFERENCE_FILE, load_reference
from itaportal.setup.sample import SAMPLE_FILE

ROOT: Path = settings.BASE_DIR
OURS = settings.PORTAL_LABELS
THAI = re.compile("[ก-ฮ]")


def files_in_git() -> list[Path]:
    """Every file that is or would be in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str | None:
    """The text of a file; None where it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def every_row() -> str:
    """All rows of our tables, history included."""
    models = [model for label in OURS for model in apps.get_app_config(label).get_models()]
    return serializers.serialize("json", [row for model in models for row in model._default_manager.order_by("pk")])


# --- What is shipped is used -------------------------------------------------------------------------------------


def test_every_fixture_is_loaded_by_the_portal(db):
    assert set((ROOT / "fixtures").iterdir()) == {CRITERIA_FILE, SOURCED_FILE, REFERENCE_FILE, SAMPLE_FILE}
    assert len(load_criteria()) == Criteria.objects.count() > 0
    assessment, created = load_reference()
    assert created
    assert assessment.plan.measures.count() == 10


def test_loading_the_reference_twice_changes_nothing(reference):
    before = every_row()
    assessment, created = load_reference()
    assert not created
    assert assessment == reference
    assert every_row() == before
    assert before.count('"measures.measurestep"') > 10


def test_every_template_is_used():
    folder = ROOT / "templates"
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*.*")]
    assert names
    sources = [path for part in (*settings.PORTAL_PACKAGES, "templates") for path in (ROOT / part).rglob("*.*")]
    text = "\n".join(filter(None, (text_of(path) for path in sources if path.suffix in {".py", ".html"})))
    by_name = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}  # what Django itself looks for
    for name in names:
        get_template(name)  # it compiles
        assert name in by_name or _overrides_admin(name) or f'"{name}"' in text or f"'{name}'" in text, name


def _overrides_admin(name: str) -> bool:
    """Whether a template takes the place of one of another package, or of one model's admin page."""
    if not name.startswith(("admin/", "simple_history/", "import_export/", "registration/")):
        return False
    if any((Path(folder) / name).exists() for folder in _package_templates()):
        return True
    match = re.fullmatch(r"admin/(\w+)/(?:(\w+)/)?\w+\.html", name)
    return bool(match) and match[1] in OURS and (not match[2] or match[2] in apps.get_app_config(match[1]).models)


def _package_templates() -> list[str]:
    return [f"{app.path}/templates" for app in apps.get_app_configs() if app.label not in OURS]


def test_links_in_the_documents_lead_somewhere():
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert len(documents) > 5
    lost = []
    for document in documents:
        targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
        lost += [f"{document.name}: {to}" for to in targets if "://" not in to and not (document.parent / to).exists()]
    assert lost == []


def test_the_readme_names_commands_that_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)`", text)) <= targets
    named = set(re.findall(r"manage\.py ([a-z_]+)", text))
    assert {"load_reference", "build_report", "ensure_admin", "prepare"} <= named <= set(get_commands())


@pytest.mark.slow
def test_make_lists_its_commands_where_there_is_nothing_but_make(tmp_path):
    """A bare system has neither awk nor sed for certain; the shell that make needs is enough."""
    make, nothing = shutil.which("make"), {"PATH": str(tmp_path)}
    listed = subprocess.run([make, "-C", ROOT], env=nothing, capture_output=True, text=True, check=True).stdout
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"^  make ([a-z-]+)  +\S", listed, re.MULTILINE)) == targets


# --- What is shipped is complete ---------------------------------------------------------------------------------


def test_migrations_are_complete(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("label", OURS)
def test_models_have_thai_names(label):
    for model in apps.get_app_config(label).get_models():
        assert THAI.search(str(model._meta.verbose_name)), model
        assert THAI.search(str(model._meta.verbose_name_plural)), model


def routes(patterns: list[URLPattern | URLResolver], before: str = "/") -> list[str]:
    """Every route of the portal as it is written, such as `/<slug:agency>/<int:year>/`."""
    found = []
    for pattern in patterns:
        route = before + str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        found += routes(pattern.url_patterns, route) if isinstance(pattern, URLResolver) else [route]
    return found


REFERENCE_YEAR = {
    "<slug:agency>": "chanuwan",
    "<int:year>": "2568",
    "<int:number>": "9",
    "<path:object_id>": "1",
    "<path:content_type_id>": "1",
    "<path:object_id>/": "1/",
}
NO_SUCH = {"<slug:agency>": "no-such-agency", "<int:year>": "99999", "<int:number>": "99"}
SANE = {200, 301, 302, 404, 405}
OPEN_ADMIN = {"/admin/login/", "/admin/jsi18n/"}


def filled(route: str, values: dict[str, str]) -> str:
    """A route as an address: known parts from `values`, others with a 1 or a plain word."""
    for placeholder, value in values.items():
        route = route.replace(placeholder, value)
    route = re.sub(r"<(?:int|path):\w+>", "1", route)
    route = re.sub(r"<\w+:\w+>|<\w+>", "x", route)
    return re.sub(r"\(\?P.*?\)", "x", route)


@pytest.mark.slow
@pytest.mark.database
def test_every_route_answers_the_public_sanely(client, reference):
    every = sorted(set(routes(get_resolver().url_patterns)))
    assert len(every) > 20
    assert "/<slug:agency>/<int:year>/" in every
    wrong = [
        problem
        for route in every
        for values in (REFERENCE_YEAR, NO_SUCH)
        if (problem := problem_at(client, filled(route, values)))
    ]
    assert wrong == []


def problem_at(client: Client, address: str) -> str:
    """What is not sane in the answers of one address to the public; an empty text where all is well."""
    answer = client.get(address)
    if answer.status_code not in SANE:
        return f"GET {address}: {answer.status_code}"
    if "no-such-agency" in address and answer.status_code != 404:
        return f"GET {address}: {answer.status_code}, not 404"
    if address.startswith("/admin/") and answer.status_code == 200 and address not in OPEN_ADMIN:
        return f"GET {address}: shown without signing in"
    posted = client.post(address)
    return "" if posted.status_code in SANE | {303, 400, 403} else f"POST {address}: {posted.status_code}"


# --- What is shipped is pinned -----------------------------------------------------------------------------------


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_with_hashes_and_without_addresses(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    assert len(entries) > 20
    for entry in entries:
        first, *hashes = re.sub(r"\s*\\\n\s*", "\n", entry).split("\n")
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][^ ]*( ; .+)?", first), first
        assert hashes, first
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes), first


def test_every_dependency_is_pinned_and_the_tests_run_on_the_portals_own_versions():
    pinned = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        pinned[name] = dict(line.split(" ")[0].split("==") for line in lines if re.match(r"[a-z0-9]", line))
    wanted = project()["project"]["dependencies"]
    wanted_dev = project()["dependency-groups"]["dev"]
    assert {normal(re.match(r"[\w.-]+", text)[0]) for text in wanted} <= set(pinned["requirements.txt"])
    assert {normal(re.match(r"[\w.-]+", text)[0]) for text in wanted_dev} <= set(pinned["requirements-dev.txt"])
    assert pinned["requirements.txt"].items() <= pinned["requirements-dev.txt"].items()


def test_every_dependency_has_a_reason():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = lines.index("dependencies = [")
    listed = [line for line in lines[start : lines.index("[tool.pytest.ini_options]")] if line.startswith('    "')]
    assert len(listed) == len(project()["project"]["dependencies"]) + len(project()["dependency-groups"]["dev"])
    assert [line for line in listed if not re.search(r",\s+# \S.{8,}", line)] == []


# --- What is shipped tells nothing of one machine -------------------------------------------------------------------

# With a ~ inside, so that this file does not hold what it looks for.
MACHINE = re.compile(
    "|".join(
        [
            r"py~pi\.(?:org|io)|python~hosted\.org|npm~js\.(?:org|com)|deb~ian\.org|archive\.ub~untu",
            r"(?<![\w.])/(?:ho~me|ro~ot|wo~rk|t~mp|Use~rs)/",
            r"(?<!no-emit-)(?:index~-url|find~-links)",
        ]
    ).replace("~", "")
)


def test_no_registry_and_no_path_of_a_machine_is_in_the_repository():
    found = []
    for path in files_in_git():
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1):
            if match := MACHINE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]}")
    assert found == []


def test_what_one_installation_keeps_is_not_in_the_repository():
    kept = {"db.sqlite3", "secret-key", "admin-password", ".env"}
    assert [path for path in files_in_git() if path.name in kept or path.suffix in {".sqlite3", ".pyc"}] == []
    assert max(path.stat().st_size for path in files_in_git()) < 2_000_000
