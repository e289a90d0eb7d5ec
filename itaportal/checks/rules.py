"""The checks of a report before it is published: errors stop publication, warnings deserve a second look.

Pure functions over the report object: the admin page, the publish action and `check_report` show the same findings.
A *blocking* finding stops publication; a *warning* asks for a look.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from assessments import announced_words
from assessments.conclusions import band_of, speaks_against
from assessments.thai import format_score, shorten, thai_digits
from assessments.thaitext import SEEN_BY_READERS, mend, told, told_doubts
from assessments.wording import missing_sentence, undetermined_sentence
from itaportal.report import paragraphs
from itaportal.report.document import AgencyReport
from itaportal.typesetting import characters

from . import textcheck
from .findings import Area, Finding, Place, Severity, blocking, warning
from .known_figures import known_figures
from .plan_rules import PLAN_RULES
from .textcheck import FoundNumber
from .typed_texts import TypedText, measure_place, own_paragraphs, typed_texts, visible, wording_place

__all__ = ["RULES", "Area", "Finding", "Place", "Severity", "check_report", "has_blocking"]


def check_report(report: AgencyReport) -> tuple[Finding, ...]:
    """Return every finding of `report`, the blocking ones first, each group in the order of the document."""
    found = [finding for rule in RULES for finding in rule(report)]
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def has_blocking(findings: tuple[Finding, ...]) -> bool:
    """Whether any finding stops publication."""
    return any(finding.blocking for finding in findings)


_OVERALL = Place(Area.ASSESSMENT, "ผลตามประกาศ", field="published_overall")
_LEVEL = Place(Area.ASSESSMENT, "ผลตามประกาศ", field="published_level")


# --- Blocking ------------------------------------------------------------------------------------------------------


def missing_scores(report: AgencyReport) -> Iterator[Finding]:
    """Indicators without a score; a year of which only the overall is kept needs that."""
    if missing := report.year.result.missing:
        place = Place(Area.ASSESSMENT, "คะแนนตัวชี้วัด", indicator=missing[0], field="score")
        yield blocking("missing-score", place, f"{missing_sentence(report.year)} กรุณากรอกคะแนนให้ครบ")
    elif report.year.overall is None:
        yield blocking("missing-score", _OVERALL, "ยังไม่มีคะแนนภาพรวม กรุณากรอกคะแนนภาพรวมตามประกาศ")


def no_level(report: AgencyReport) -> Iterator[Finding]:
    """No single level follows from the scores, and the officially published level is not given either."""
    year = report.year
    if year.level or not year.result.scored or year.published_level:
        return
    if year.result.undetermined:
        message = f"{undetermined_sentence(year)} กรุณากรอกคะแนนดังกล่าว หรือระบุระดับตามประกาศ"
        yield blocking("no-level", _LEVEL, message)
    else:
        message = "คะแนนไม่ถึงเกณฑ์ของระดับผลการประเมินระดับใด กรุณาตรวจคะแนนและเกณฑ์ของปีงบประมาณนี้ หรือระบุระดับตามประกาศ"
        yield blocking("no-level", _LEVEL, message)


def published_differs(report: AgencyReport) -> Iterator[Finding]:
    """An announced overall, tool score or level that the scores cannot give, whatever was rounded."""
    year = report.year
    for found in year.contradictions:
        place = _OVERALL if found.tool is None else replace(_OVERALL, field=f"published_{found.tool.lower()}")
        code = "overall-differs" if found.tool is None else "tool-differs"
        yield blocking(code, place, announced_words.contradiction_sentence(found))
    if year.level_differs:
        yield blocking("level-differs", _LEVEL, announced_words.level_contradiction_sentence(year))


def contradicting_numbers(report: AgencyReport) -> Iterator[Finding]:
    """A score in a typed text that is not the stored one (`known_figures` says which are).

    In a measure, other scorings have their numbers too (tests, satisfaction): only what surely speaks of the
    assessment's result stops publication. Figures that the portal does not have (last year's, a survey's, the
    province's average) are pointed out only, since nothing stored contradicts them.
    """
    for item in typed_texts(report):
        numbers = [
            number
            for number in textcheck.score_like_numbers(item.text, report.year.fiscal_year)
            if item.typed(number.start, number.end) and (number.claimed or item.place.area is not Area.PLAN)
        ]
        right = known_figures(report, item) if numbers else None
        for number in numbers:
            if right is None or right.allow(number):
                continue
            if number.elsewhere or (report.previous is None and number.compares):
                yield warning("number-unknown", item.place, _unknown_number(number, report.year.fiscal_year - 1))
            else:
                yield blocking("number-differs", item.place, _wrong_number(number, item))


def _unknown_number(number: FoundNumber, year: int) -> str:
    if number.elsewhere:
        return f"ตรวจตัวเลข “{number.written}” ไม่ได้ เพราะระบบไม่ได้เก็บคะแนนของเรื่องที่กล่าวถึง กรุณาตรวจกับเอกสารต้นทาง"
    return (
        f"ตรวจตัวเลข “{number.written}” ไม่ได้ เพราะระบบไม่มีผลของปีงบประมาณ พ.ศ. {thai_digits(year)} ที่เผยแพร่แล้วและเทียบกันได้ "
        "กรุณาตรวจกับประกาศของปีนั้น"
    )


def _wrong_number(number: FoundNumber, item: TypedText) -> str:
    own, line, tool = "", item.indicator, item.tool
    if line and line.score is not None:
        own = f" คะแนนของตัวชี้วัดที่ {thai_digits(line.number)} คือ {format_score(line.score)}"
    elif tool and tool.score is not None:
        own = f" คะแนนของ {tool.code} คือ {format_score(tool.score)}"
    advice = {
        Area.WORDING: "กรุณาแก้ตัวเลข หรือพิมพ์ {คะแนน} แทน เพื่อให้ระบบใส่คะแนนที่บันทึกไว้ให้",
        Area.ASSESSMENT: "กรุณาแก้ตัวเลข หรือลบออก เพราะระบบใส่คะแนนไว้ต้นย่อหน้าให้แล้ว",
    }.get(item.place.area, "กรุณาแก้ตัวเลขให้ตรง")
    return f"ตัวเลข “{number.written}” ไม่ตรงกับคะแนนที่บันทึกไว้{own} {advice}"


def unknown_placeholders(report: AgencyReport) -> Iterator[Finding]:
    """A placeholder that this year's figures cannot fill, as after last year's were taken away."""
    for slot, text, _portal in own_paragraphs(report):
        for problem in paragraphs.placeholder_problems(text, paragraphs.placeholder_values(report, slot.key)):
            yield blocking("unknown-placeholder", wording_place(slot), problem)


def characters_without_shape(report: AgencyReport) -> Iterator[Finding]:
    """Characters that the report's font cannot draw and that it would show as a black square."""
    for text, place in _shown_texts(report):
        if found := characters.missing_characters(text):
            names = " ".join(characters.character_with_code(char) for char in found[:5])
            yield blocking("no-shape", place, f"มีอักขระที่แบบอักษรของรายงานไม่มี คือ {names} กรุณาลบหรือเปลี่ยนเป็นข้อความ")


def _shown_texts(report: AgencyReport) -> Iterator[tuple[str, Place]]:
    """Every text of the report that came from outside the portal, free or not."""
    for item in typed_texts(report):
        yield item.text, item.place
    agency = report.year.agency
    for field, label in (
        *(("name", "ชื่อหน่วยงาน"), ("short_name", "ชื่อย่อของหน่วยงาน"), ("subdistrict", "ตำบลหรือแขวง")),
        *(("district", "อำเภอหรือเขต"), ("province", "จังหวัด")),
    ):
        yield getattr(agency, field), Place(Area.AGENCY, label, field=field)
    yield report.year.published_level, _LEVEL
    for signer in report.signatories:
        yield f"{signer.name} {signer.job_title}", Place(Area.WORDING, f"{signer.role}ของรายงาน", field="signatories")
    for line in report.year.indicators:
        place = Place(Area.CRITERIA, f"ตัวชี้วัดที่ {thai_digits(line.number)} ในเกณฑ์การประเมิน", indicator=line.number)
        yield f"{line.name} {line.objective}", place
    for measure in report.plan.measures if report.plan else ():
        yield " ".join(measure.units), measure_place(measure, "units")


# --- Warnings ------------------------------------------------------------------------------------------------------


def _names(report: AgencyReport) -> list[str]:
    """The names that texts should spell as the report does."""
    agency = report.year.agency
    place = (agency.subdistrict, agency.district, agency.province)
    names = [agency.name, agency.short_name, *place, *(line.name for line in report.year.indicators)]
    return [name for name in dict.fromkeys(names) if name]


def misspelled_names(report: AgencyReport) -> Iterator[Finding]:
    """The agency's, its place's or an indicator's name, almost right."""
    names, indicators = _names(report), {line.name for line in report.year.indicators}
    for item in typed_texts(report):
        reported = ""
        for name in names:
            common = name in indicators
            for found in textcheck.misspellings_of(item.text, name, known=names, of_common_words=common):
                if found not in reported:  # the subdistrict's name is part of the agency's
                    reported = found
                    yield warning("name-misspelled", item.place, f"“{found}” คล้ายกับ “{name}” กรุณาตรวจว่าเขียนถูกต้อง")


def template_leftovers(report: AgencyReport) -> Iterator[Finding]:
    """Words and blanks of a template that nobody filled in."""
    for item in typed_texts(report):
        for found in textcheck.template_words(item.text):
            yield warning("leftover", item.place, f"มีข้อความตัวอย่างของแบบฟอร์มค้างอยู่ “{shorten(found)}” กรุณาแก้หรือลบ")


def wrong_fiscal_years(report: AgencyReport) -> Iterator[Finding]:
    """A year in a typed text that is neither the assessed nor the planned one."""
    year = report.year.fiscal_year
    for item in typed_texts(report):
        for found in textcheck.wrong_years(item.text, year):
            yield warning(
                "wrong-year",
                item.place,
                f"ปี “{found.written}” ไม่ใช่ปีงบประมาณที่ประเมิน ({thai_digits(year)}) หรือปีของแผน ({thai_digits(year + 1)}) "
                "กรุณาตรวจว่าไม่ได้ค้างมาจากเอกสารปีอื่น",
            )


def cut_off_sentences(report: AgencyReport) -> Iterator[Finding]:
    """A typed text that ends in the middle of a sentence, and not as the portal's own paragraph does."""
    units = {unit for measure in (report.plan.measures if report.plan else ()) for unit in measure.units}
    names = [*_names(report), *units, *(signer.name for signer in report.signatories)]
    for item in typed_texts(report):
        text = visible(item.text)
        ending = text[-25:]
        if textcheck.ends_in_mid_sentence(text, names) and not (item.portal and text.endswith(item.portal[-10:])):
            yield warning("cut-off", item.place, f"ข้อความลงท้าย “…{ending}” ดูเหมือนยังไม่จบประโยค กรุณาตรวจว่าคัดลอกมาครบ")


def typed_ascii_digits(report: AgencyReport) -> Iterator[Finding]:
    """Numbers typed in ASCII digits, where all the rest of the report has Thai ones; said once a field."""
    found: dict[Place, list[str]] = {}
    for text, place in _shown_texts(report):
        if numbers := textcheck.ascii_numbers(text):
            found.setdefault(place, []).extend(numbers)
    for place, numbers in found.items():
        shown = " ".join(f"“{number}”" for number in dict.fromkeys(numbers[:3]))
        yield warning("ascii-digits", place, f"มีเลขอารบิก {shown} ส่วนที่เหลือของรายงานเป็นเลขไทย กรุณาพิมพ์เป็นเลขไทยให้เหมือนกัน")


def doubtful_spelling(report: AgencyReport) -> Iterator[Finding]:
    """Marks that stand where no keyboard puts them: what the gate for Thai text could not decide, or has not seen yet.

    Drafts that are older than the gate may hold what it would mend; `mend_texts` does it for all of them. Said once a
    field.
    """
    found: dict[Place, list[str]] = {}
    for text, place in _shown_texts(report):
        mended = mend(text)
        said = [*told(each for each in mended.mends if each.kind in SEEN_BY_READERS), *told_doubts(mended.doubts)]
        at_place = found.setdefault(place, [])
        at_place += [each for each in said if each not in at_place]
    for place, said in found.items():
        if said:
            yield warning("spelling", place, f"{' '.join(said)} แก้แล้วกดบันทึก")


def parts_against_tool(report: AgencyReport) -> Iterator[Finding]:
    """Known EIT parts that cannot be the halves of the EIT score, whatever was rounded."""
    if message := announced_words.parts_sentence(report.year):
        yield warning("parts-differ", Place(Area.ASSESSMENT, "คะแนน EIT แยกส่วน", field="eit_part_1"), message)


def conclusions_against_scores(report: AgencyReport) -> Iterator[Finding]:
    """A conclusion that a person chose against the score's band, while the agency's own analysis does not say why."""
    rules = report.year.conclusion_rules
    for line in report.year.indicators:
        band = band_of(line.score, line.target, rules)
        if line.score is None or band is None or line.analysis:
            continue
        if not speaks_against(line.conclusion, band.conclusion):
            continue
        place = Place(
            Area.ASSESSMENT,
            f"ข้อสรุปของตัวชี้วัดที่ {thai_digits(line.number)} {line.name}",
            indicator=line.number,
            field="conclusion",
        )
        yield warning(
            "conclusion-differs",
            place,
            f"ข้อสรุปที่เลือกไว้คือ “{report.year.conclusion_words(line)}” แต่ได้ {format_score(line.score)} คะแนน "
            f"ซึ่งตามเกณฑ์สรุปว่า “{band.label}” กรุณาเลือก “ตามคะแนน” หรือเขียนเหตุผลไว้ในบทวิเคราะห์ของหน่วยงาน",
        )


def unverified_criteria(report: AgencyReport) -> Iterator[Finding]:
    """The year's criteria have not been checked against the official document."""
    criteria = report.year.criteria
    if not criteria.verified:
        yield warning(
            "unverified-criteria",
            Place(Area.CRITERIA, criteria.name),
            "เกณฑ์การประเมินของปีงบประมาณนี้ยังไม่ได้ตรวจสอบกับเอกสารทางการ ผลคำนวณอาจเปลี่ยนได้",
        )


RULES: tuple[Callable[[AgencyReport], Iterator[Finding]], ...] = (
    missing_scores,
    no_level,
    published_differs,
    *PLAN_RULES,
    contradicting_numbers,
    unknown_placeholders,
    characters_without_shape,
    misspelled_names,
    template_leftovers,
    wrong_fiscal_years,
    cut_off_sentences,
    typed_ascii_digits,
    doubtful_spelling,
    parts_against_tool,
    conclusions_against_scores,
    unverified_criteria,
)
