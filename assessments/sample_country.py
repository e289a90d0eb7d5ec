"""A made-up country for trials and benches: real provinces, plainly invented agencies, plausible scores.

The same numbers and seed give the same rows. Every agency is marked `is_sample`; no name is a real agency's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from . import trail
from .authorship import By
from .bulk import Field, Progress, Value, YearEntry, publish_years, save_years
from .bulk_trail import note_agencies
from .enums import AgencyKind
from .models import Agency, Assessment, Criteria, check_names
from .thai import thai_digits

_SLUG = "sample-"  # of every agency made here: the shipped sample has a name of its own
PROVINCES = tuple(
    # the 77 provinces in alphabetical order
    """กระบี่ กรุงเทพมหานคร กาญจนบุรี กาฬสินธุ์ กำแพงเพชร ขอนแก่น จันทบุรี ฉะเชิงเทรา ชลบุรี ชัยนาท ชัยภูมิ ชุมพร
    เชียงราย เชียงใหม่ ตรัง ตราด ตาก นครนายก นครปฐม นครพนม นครราชสีมา นครศรีธรรมราช นครสวรรค์ นนทบุรี นราธิวาส น่าน
    บึงกาฬ บุรีรัมย์ ปทุมธานี ประจวบคีรีขันธ์ ปราจีนบุรี ปัตตานี พระนครศรีอยุธยา พะเยา พังงา พัทลุง พิจิตร พิษณุโลก
    เพชรบุรี เพชรบูรณ์ แพร่ ภูเก็ต มหาสารคาม มุกดาหาร แม่ฮ่องสอน ยโสธร ยะลา ร้อยเอ็ด ระนอง ระยอง ราชบุรี ลพบุรี
    ลำปาง ลำพูน เลย ศรีสะเกษ สกลนคร สงขลา สตูล สมุทรปราการ สมุทรสงคราม สมุทรสาคร สระแก้ว สระบุรี สิงห์บุรี สุโขทัย
    สุพรรณบุรี สุราษฎร์ธานี สุรินทร์ หนองคาย หนองบัวลำภู อ่างทอง อำนาจเจริญ อุดรธานี อุตรดิตถ์ อุทัยธานี อุบลราชธานี""".split()  # noqa: SIM905 - one word a line would take two screens
)
# kind, words of the long name, short form, share of the local bodies (DOMAIN: most agencies are local)
_KINDS = (
    (AgencyKind.SAO, "องค์การบริหารส่วนตำบลตัวอย่าง", "อบต.ตัวอย่าง", 0.675),
    (AgencyKind.SUBDISTRICT_MUNICIPALITY, "เทศบาลตำบลตัวอย่าง", "ทต.ตัวอย่าง", 0.285),
    (AgencyKind.TOWN_MUNICIPALITY, "เทศบาลเมืองตัวอย่าง", "ทม.ตัวอย่าง", 0.026),
    (AgencyKind.CITY_MUNICIPALITY, "เทศบาลนครตัวอย่าง", "ทน.ตัวอย่าง", 0.004),
    (AgencyKind.PAO, "องค์การบริหารส่วนจังหวัดตัวอย่าง", "อบจ.ตัวอย่าง", 0.010),
)
_MISSING_YEAR, _MISSING_SCORE, _WITH_PARTS = 0.06, 0.01, 0.7
_BEST_MEAN, _LOWEST_MEAN, _YEARLY_GAIN = 92.5, 68.0, 3.0  # the national mean rose by some points a year


@dataclass(frozen=True)
class Country:
    """How many agencies and years were made."""

    agencies: int
    assessments: int
    published: int


def sample_years(count: int) -> list[int]:
    """The newest `count` fiscal years that have criteria, unverified criteria last to be taken, oldest first.

    Raises ValidationError where fewer years have criteria.
    """
    spans = [
        (criteria.verified, year)
        for criteria in Criteria.objects.all()
        for year in range(criteria.first_year, criteria.last_year + 1)
    ]
    if not 1 <= count <= len(spans):
        raise ValidationError(
            f"มีเกณฑ์การประเมินเพียง {thai_digits(len(spans))} ปี ให้ระบุจำนวนปีตั้งแต่ ๑ ถึง {thai_digits(len(spans))}"
        )
    return sorted(year for _, year in sorted(spans, reverse=True)[:count])


def sample_agencies(count: int, *, seed: int) -> list[Agency]:
    """Unsaved agencies in every province: `อบต.ตัวอย่าง ๐๐๐๑` and so on."""
    draw = random.Random(f"agencies {seed}")  # noqa: S311 - reproducible, not secret
    width = max(4, len(str(count)))
    found = []
    for number in range(1, count + 1):
        kind, long, short, _ = draw.choices(_KINDS, weights=[each[3] for each in _KINDS])[0]
        shown = thai_digits(f"{number:0{width}}")
        found.append(
            Agency(
                slug=f"{_SLUG}{number:0{width}}",
                name=f"{long} {shown}",
                short_name=f"{short} {shown}",
                name_en=f"Sample Agency {number:0{width}}",
                kind=kind,
                district=f"ตัวอย่าง {thai_digits(draw.randint(1, 12))}",
                province=PROVINCES[(number - 1) % len(PROVINCES)],
                is_sample=True,
            )
        )
    return found


def made_agencies() -> QuerySet[Agency]:
    """The agencies of a made-up country that are there already."""
    return Agency.objects.filter(is_sample=True, slug__startswith=_SLUG)


def sample_entries(agencies: Sequence[Agency], years: Sequence[int], *, seed: int) -> Iterator[YearEntry]:
    """Plausible years of saved agencies: better with time, OIT uneven, some years, scores and EIT parts missing."""
    schemes = {year: Criteria.objects.for_year(year) for year in years}
    numbers = {
        year: [(line.number, line.tool) for line in criteria.indicators.all()] for year, criteria in schemes.items()
    }
    for agency in agencies:
        draw = random.Random(f"{seed} {agency.slug}")  # noqa: S311 - reproducible, not secret
        own = draw.gauss(0, 5)
        for year in years:
            mean = max(_LOWEST_MEAN, _BEST_MEAN - _YEARLY_GAIN * (years[-1] - year)) + own + draw.gauss(0, 2)
            if draw.random() < _MISSING_YEAR:
                continue
            if schemes[year].overall_only:
                yield YearEntry(agency.pk, year, {Field(0, "published_overall"): _figure(mean)})
            else:
                yield YearEntry(agency.pk, year, _scores(draw, mean, numbers[year]))


def _scores(draw: random.Random, mean: float, indicators: Sequence[tuple[int, str]]) -> dict[Field, Value]:
    spread = {"IIT": 5.0, "EIT": 4.0, "OIT": 9.0}
    of_tool = {tool: draw.gauss(0, spread[tool] / 2) for tool in spread}
    values: dict[Field, Value] = {}
    for number, tool in indicators:
        if draw.random() >= _MISSING_SCORE / len(indicators):
            values[Field(number, "score")] = _figure(mean + of_tool[tool] + draw.gauss(0, spread[tool] / 2))
    external = [
        values[key] for number, tool in indicators if tool == "EIT" and (key := Field(number, "score")) in values
    ]
    if len(external) == 3 and draw.random() < _WITH_PARTS:
        values.update(_parts(draw, [figure for figure in external if isinstance(figure, Decimal)]))
    return values


def _parts(draw: random.Random, figures: Sequence[Decimal]) -> dict[Field, Value]:
    """Two parts whose mean is the EIT mean, to the published hundredth."""
    mean = float(sum(figures) / len(figures))
    room = min(mean, 100 - mean, 12.0)
    apart = draw.uniform(-room, room)
    return {Field(0, "eit_part_1"): _figure(mean + apart), Field(0, "eit_part_2"): _figure(mean - apart)}


def _figure(value: float) -> Decimal:
    return Decimal(f"{min(100.0, max(0.0, value)):.2f}")


@trail.writes
def write_agencies(made: Sequence[Agency]) -> list[Agency]:
    """Write made-up agencies and return them. Raises ValidationError where one has the name of another in its place."""
    check_names(made)
    saved = Agency.objects.bulk_create(made, batch_size=1000)
    note_agencies(saved)
    return saved


@trail.writes
def make_country(
    *, agencies: int, years: int, seed: int, by: By, publish: bool = True, progress: Progress | None = None
) -> Country:
    """Write a made-up country. Raises ValidationError where there is one already, or too many years.

    The shipped sample (`load_sample`) is no part of it and may be there.
    """
    if made_agencies().exists():
        raise ValidationError(
            "มีหน่วยงานสมมติที่สร้างด้วยคำสั่ง make_country อยู่แล้ว กรุณาใช้ฐานข้อมูลใหม่สำหรับการทดลอง (DATABASE_URL)"
        )
    span = sample_years(years)
    made = sample_agencies(agencies, seed=seed)
    saved = write_agencies(made)
    entries = list(sample_entries(saved, span, seed=seed))
    outcome = save_years(entries=entries, by=by, progress=progress)
    published = (
        publish_years(assessments=Assessment.objects.filter(agency__in=made_agencies()), by=by) if publish else 0
    )
    return Country(len(saved), outcome.new, published)
