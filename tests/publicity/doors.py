"""Every way in which a year is written, through the door that people use: forms of the admin, files, commands.

A door takes the world and who comes: a name of `world.PEOPLE`, or None for the operator at the shell. It returns the
status that the last answer had before it led on, 200 where there is no answer.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from lxml import html
from PIL import Image

from assessments.models import Assessment
from itaportal.staff.new_year import start_next_year
from itaportal.wording.actions import save_wording, set_seal
from measures.actions import MeasureEntry, ProgressEntry, record_progress, update_plan
from measures.enums import MeasureStatus
from measures.models import Measure

from ..page import html_of
from .world import World, score_nine

WORDS = "ถ้อยคำที่เพิ่งพิมพ์"
SIGNER = "นางสาวเพิ่งลงนาม ใจดี"
SECRET = "สิ่งที่ดำเนินการซึ่งยังไม่ได้เผยแพร่"
SCORES = "หน่วยงาน,ปีงบประมาณ,9\nchanuwan,2568,98.50\n"
MEASURES = f"หน่วยงาน,ปีงบประมาณ,ตัวชี้วัด,มาตรการ\nchanuwan,2569,การปฏิบัติหน้าที่,{WORDS}\n"

Door = Callable[[World, str | None], int]


def form_of(world: World, address: str) -> dict[str, Any]:
    """What a browser would send back from the page's form when nothing was typed; the same for whoever may type."""
    if address not in world.forms:
        response = world.writer("superuser").get(address)
        assert response.status_code == 200, address
        page = html.fromstring(html_of(response))
        form = next(form for form in page.forms if "screen" in (form.get("class") or ""))
        data: dict[str, Any] = {name: [] for name in form.fields if name}
        for name, value in form.form_values():
            data[name].append(value)
        world.forms[address] = data
    return world.forms[address]


def _send(world: World, by: str, address: str, typed: dict[str, str]) -> int:
    data = form_of(world, address)
    assert data.keys() >= typed.keys() - {"_save"}, "the form has the fields"
    return world.writer(by).post(address, data | typed).status_code


def _first_measure(world: World) -> Measure:
    return world.assessment.plan.measures.get(indicator__number=1)


# --- The screens --------------------------------------------------------------------------------------------------


def grid(world: World, by: str | None) -> int:
    """Indicator 9 from 90.00 to 98.50."""
    if by is None:
        score_nine(world.assessment, "98.50")
        return 200
    address = f"/admin/assessments/assessment/{world.assessment.pk}/change/"
    return _send(world, by, address, {"score_9": "๙๘.๕๐"})


def year_figure(world: World, by: str | None) -> int:
    """A figure of the year alone, and no score."""
    assert by is not None
    address = f"/admin/assessments/assessment/{world.assessment.pk}/change/"
    return _send(world, by, address, {"eit_part_1": "๙๘.๕๐"})


def started_plan(world: World, by: str | None) -> int:
    """A plan where there was none."""
    assert by is not None
    world.assessment.plan.delete()
    return world.writer(by).post("/admin/measures/measureplan/add/", {"assessment": world.assessment.pk}).status_code


def plan(world: World, by: str | None) -> int:
    """Another title of the first measure."""
    measure = _first_measure(world)
    if by is None:
        measure.titles = WORDS
        entry = MeasureEntry(measure, [step.text for step in measure.steps.all()], [])
        update_plan(plan=measure.plan, monitoring=measure.plan.monitoring, entries=[entry], removed=[], by=None)
        return 200
    address = f"/admin/measures/measureplan/{measure.plan_id}/change/"
    return _send(world, by, address, {f"measure-{measure.pk}-titles": WORDS})


def progress(world: World, by: str | None) -> int:
    """The first measure is done."""
    measure, typed = _first_measure(world), {"status": MeasureStatus.DONE.value, "done": SECRET, "result": SECRET}
    if by is None:
        entry = ProgressEntry(date(2025, 12, 1), MeasureStatus.DONE, done=SECRET, result=SECRET)
        record_progress(measure=measure, entry=entry, by=None)
        return 200
    address = f"/admin/measures/measureplan/{measure.plan_id}/progress/{measure.pk}/"
    return _send(world, by, address, typed)


def wording(world: World, by: str | None) -> int:
    """An own wording of the paragraph before the measures."""
    if by is None:
        save_wording(assessment=world.assessment, texts={"plan": WORDS}, signatories={}, by=None)
        return 200
    address = f"/admin/itaportal/paragraphtext/for/{world.assessment.pk}/"
    return _send(world, by, address, {"text-plan": WORDS, "_save": "1"})


def signatories(world: World, by: str | None) -> int:
    """Who prepared the report."""
    if by is None:
        save_wording(assessment=world.assessment, texts={}, signatories={"prepared": (SIGNER, "นักวิเคราะห์")}, by=None)
        return 200
    address = f"/admin/itaportal/paragraphtext/for/{world.assessment.pk}/"
    return _send(world, by, address, {"name-prepared": SIGNER, "job-prepared": "นักวิเคราะห์", "_save": "1"})


def seal(world: World, by: str | None) -> int:
    """A seal where there was none."""
    image = io.BytesIO()
    Image.new("RGB", (40, 40), "navy").save(image, "PNG")
    image.seek(0)
    if by is None:
        set_seal(agency=world.assessment.agency, upload=image, by=None)
        return 200
    address = f"/admin/itaportal/paragraphtext/seal/{world.assessment.agency_id}/"
    upload = SimpleUploadedFile("seal.png", image.read(), "image/png")
    return world.writer(by).post(address, {"image": upload, "_save": "1"}).status_code


def next_year(world: World, by: str | None) -> int:
    """The year after."""
    if by is None:
        start_next_year(assessment=Assessment.objects.with_scores().get(pk=world.assessment.pk), by=None)
        return 200
    return world.writer(by).post(f"/admin/new-year/{world.assessment.pk}/").status_code


# --- Files ----------------------------------------------------------------------------------------------------------


def scores_file(world: World, by: str | None) -> int:
    """Indicator 9 from 90.00 to 98.50, by a file: uploaded, looked at and confirmed, or by the command."""
    return _file(world, by, "assessments/assessment", "import_scores", SCORES)


def measures_file(world: World, by: str | None) -> int:
    """A second measure of the first indicator, by a file."""
    return _file(world, by, "measures/measureplan", "import_measures", MEASURES)


def year_figure_file(world: World, by: str | None) -> int:
    """A figure of the year alone, and no score, by a file."""
    text = "หน่วยงาน,ปีงบประมาณ,EIT ส่วนที่ ๑\nchanuwan,2568,98.50\n"
    return _file(world, by, "assessments/assessment", "import_scores", text)


def _file(world: World, by: str | None, screen: str, command: str, text: str) -> int:
    if by is None:
        with TemporaryDirectory() as folder:
            path = Path(folder, "file.csv")
            path.write_text(text, encoding="utf-8")
            call_command(command, str(path), stdout=io.StringIO())
        return 200
    client = world.writer(by)
    upload = SimpleUploadedFile("file.csv", text.encode(), "text/csv")
    before = world.status()
    preview = client.post(f"/admin/{screen}/import/", {"import_file": upload, "format": "0"})
    if preview.status_code != 200:
        return preview.status_code
    assert world.status() == before, "looking at a file writes nothing"
    return client.post(f"/admin/{screen}/process_import/", preview.context["confirm_form"].initial).status_code
