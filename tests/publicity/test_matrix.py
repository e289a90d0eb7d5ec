"""Who makes what public: every state of a year × every way of writing it × who writes → its status, and what is seen.

The rules below are written from docs/decisions/ (13, 15, 16, 26, 29) and docs/security.md, apart from the code.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client

from . import doors
from .doors import Door
from .world import (
    AFTER,
    BEFORE,
    COLLEAGUE,
    DRAFT,
    LOADED,
    OUTSIDERS,
    PEOPLE,
    SUPERSEDED,
    TAKEN_BACK,
    VERSIONS,
    WITHDRAWN,
    YEARS,
    World,
    build,
)

pytestmark = pytest.mark.slow

OPERATOR = None
NOTHING, OLD, NEW = "nothing", "as before", "as written"
YEAR = "/chanuwan/2568/"

# --- What must be true ----------------------------------------------------------------------------------------------

# What a year's report is made of. Whoever of the staff saves such a thing in a year that is public without a version
# takes it back to a draft, an approver or administrator too: nobody has looked at it as a whole yet (decision 26).
OF_THE_REPORT = {"grid", "plan", "wording", "signatories", "scores file", "measures file"}
# The seal is the agency's, not a year's, and administrators alone set it; they may publish (docs/security.md).
# What was done about measures is no part of the report; its status is public, its texts are not (decisions 29, 41).


def may(person: str | None, writer: str) -> bool:
    """docs/security.md, "Roles": editors edit what is a year's, administrators also what is an agency's."""
    if person == "approver":
        return False
    return writer != "seal" or person not in ("editor", "both")


def status_after(year: str, writer: str, person: str | None) -> str:
    """Nothing but publishing makes a year public; an edit by a person unmakes what only loading made public."""
    if year in (DRAFT, WITHDRAWN):
        return "draft"
    if year == LOADED and writer in OF_THE_REPORT and person is not OPERATOR and may(person, writer):
        return "draft"
    return "published"


def outsiders_see(year: str, writer: str, person: str | None) -> str:
    """What the public, a former member of staff and another agency's editor see of what was written."""
    if status_after(year, writer, person) == "draft":
        return NOTHING
    if writer == "next year":
        return NOTHING  # of the year after
    if not may(person, writer):
        return OLD
    if year == VERSIONS and writer != "progress":
        return OLD
    return NEW


# --- How it is written and seen -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trace:
    """How what a door writes is known on pages, on which of them it stands, and on which lists beside others."""

    door: Door
    old: str  # a pattern; empty where nothing stood there before
    new: str
    pages: tuple[str, ...]
    lists: tuple[str, ...] = ()


def _figure(plain: str) -> str:
    thai = plain.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")).replace(".", r"\.")
    return rf"(?<![0-9.]){re.escape(plain)}(?![0-9])|{thai}"


FIGURES = {
    "old": _figure(BEFORE),
    "new": _figure(AFTER),
    "pages": (YEAR, f"{YEAR}report/", f"{YEAR}data.json", "/chanuwan/trend/", "/api/v1/assessments/chanuwan/2568/"),
    "lists": ("/", "/compare/", "/api/v1/assessments/?fiscal_year=2568", "/open-data/2568/results.csv"),
}
MEASURES = (f"{YEAR}measures/", f"{YEAR}data.json")
REPORT = (f"{YEAR}report/",)
WRITERS = {
    "grid": Trace(doors.grid, **FIGURES),
    "scores file": Trace(doors.scores_file, **FIGURES),
    "plan": Trace(doors.plan, "มาตรการปรับปรุงคู่มือ", doors.WORDS, MEASURES),
    "measures file": Trace(doors.measures_file, "", doors.WORDS, MEASURES),
    "progress": Trace(doors.progress, "แล้วเสร็จ ๐ จาก ๒", "แล้วเสร็จ ๑ จาก ๒", (f"{YEAR}measures/",)),
    "wording": Trace(doors.wording, "", doors.WORDS, REPORT),
    "signatories": Trace(doors.signatories, "", doors.SIGNER, REPORT),
    "seal": Trace(doors.seal, "", "data:image/png;base64,", REPORT),
    "next year": Trace(doors.next_year, "", "๒๕๖๙", ("/chanuwan/2569/", "/chanuwan/2569/report/")),
}


def text_of(client: Client, address: str) -> str | None:
    """The text of a page or file; None where there is none under the address for this reader."""
    response = client.get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.status_code == 404:
        return None
    assert response.status_code == 200, address
    text = content.decode()
    if response["Content-Type"].startswith("application/json"):
        text = json.dumps(json.loads(text), ensure_ascii=False)
    elif response["Content-Type"].startswith("text/html"):
        text = re.sub("</?span[^>]*>|[\u200b\u2060]", "", text)  # what keeps words whole
    return text


def seen(client: Client, trace: Trace, address: str, *, inside: bool = False) -> str:
    """What a reader, of the agency's staff or not, finds: nothing, what stood there before, or what was written."""
    text = text_of(client, address)
    if text is None:
        return NOTHING
    for stale in (SUPERSEDED, TAKEN_BACK):
        assert not re.search(_figure(stale), text), f"{address} shows {stale}, of a version that is not the newest"
    assert inside or doors.SECRET not in text, f"{address} shows what a report on a measure says"
    old, new = trace.old and re.search(trace.old, text), re.search(trace.new, text)
    if address in trace.lists:
        assert re.search("อบต.อื่น|other", text), f"{address} is not the list"
        listed = bool(re.search("ชานุวรรณ|chanuwan", text))
        assert not (new and not listed)
        return NEW if new else OLD if listed else NOTHING
    if trace.old:
        assert bool(old) != bool(new), f"{address}: neither or both"
    return NEW if new else OLD


@contextmanager
def undone() -> Iterator[None]:
    """Take back at the end whatever was written."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


@pytest.fixture
def world(request, reference, person, admin_user) -> World:
    return build(request.param, reference, person, admin_user)


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("world", YEARS, indirect=True, ids=["draft", "loaded", "versions", "withdrawn"])
def test_what_becomes_of_a_year_and_who_sees_it(world, writer, request):
    year, trace = request.node.callspec.params["world"], WRITERS[writer]
    found: dict[tuple[str, ...], object] = {}
    expected: dict[tuple[str, ...], object] = {}

    def note(*place: str, is_: object, should_be: object) -> None:
        found[place], expected[place] = is_, should_be

    for person in (*PEOPLE, OPERATOR):
        name = person or "operator"
        with undone():
            note(name, "refused", is_=trace.door(world, person) == 403, should_be=not may(person, writer))
            note(name, "status", is_=world.status(), should_be=status_after(year, writer, person))
            for reader in OUTSIDERS:
                for address in (*trace.pages, *trace.lists) if reader == "public" else trace.pages[:1]:
                    shown = seen(world.readers[reader], trace, address)
                    note(name, reader, address, is_=shown, should_be=outsiders_see(year, writer, person))
            if may(person, writer):
                shown = seen(world.readers[COLLEAGUE], trace, trace.pages[0], inside=True)
                note(name, COLLEAGUE, is_=shown, should_be=NEW)
    wrong = [
        f"{' '.join(place)}: {found[place]}, not {expected[place]}"
        for place in found
        if found[place] != expected[place]
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("door", [doors.year_figure, doors.year_figure_file, doors.started_plan])
@pytest.mark.parametrize("world", [LOADED], indirect=True, ids=["loaded"])
def test_the_least_edit_takes_a_loaded_year_back_to_a_draft(world, door):
    assert door(world, "editor") == 302
    assert world.status() == "draft"
    assert text_of(world.readers["public"], YEAR) is None
    assert text_of(world.readers[COLLEAGUE], YEAR) is not None
