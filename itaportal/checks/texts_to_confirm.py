"""The texts of a draft that a person must look at again, and what was confirmed of them. Pure functions.

Carried over: a text that is word for word last year's while its score has changed. It blocks until it is confirmed.
Outdated: an own wording that says what is no longer so (`stale_wordings`). It is pointed out until it is confirmed.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from assessments.results import IndicatorView, YearResult
from assessments.thai import format_score
from itaportal.report import paragraphs
from itaportal.report.document import AgencyReport
from itaportal.report.narrative import portal_wordings

from .background import Background, Confirmed
from .findings import Area, Finding, Place, blocking, warning
from .stale_wordings import outdated
from .typed_texts import analysis_place, measure_place, own_paragraphs, visible, wording_place


class Why(StrEnum):
    """Why a text must be looked at again."""

    CARRIED = "carried"
    OUTDATED = "outdated"


@dataclass(frozen=True)
class TextToConfirm:
    """One text with what it is held against; scores in words. `place` is where it is mended.

    Of a text carried over, `earlier` is last year's; of an outdated wording what the portal wrote when it was started.
    `confirmed` is None where nobody has, or not of this: what is shown has changed since.
    """

    subject: str
    why: Why
    place: Place
    text: str
    score: str
    earlier: str
    earlier_score: str
    reasons: tuple[str, ...]
    confirmed: Confirmed | None = None

    @property
    def shown(self) -> str:
        """A short text that stands for all that a person sees here."""
        said = [self.text, self.score, self.earlier, self.earlier_score, self.reasons]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def texts_to_confirm(report: AgencyReport, background: Background) -> tuple[TextToConfirm, ...]:
    """Return every text to look at, confirmed or not, in the order of the document."""
    found = [*_outdated_wordings(report, background)]
    if background.last:
        found += [*_carried_texts(report, background.last)]
    return tuple(_with_confirmation(text, background) for text in found)


def unconfirmed(report: AgencyReport, background: Background) -> Iterator[Finding]:
    """Return a finding for each text that nobody has confirmed as it stands."""
    for text in texts_to_confirm(report, background):
        if text.confirmed:
            continue
        place = Place(Area.TEXTS, text.place.label, field=text.subject)
        if text.why is Why.CARRIED:
            message = (
                f"ข้อความเหมือนปีก่อนทุกคำ แต่คะแนนเปลี่ยนจาก {text.earlier_score} เป็น {text.score} "
                "กรุณาแก้ข้อความ หรือยืนยันว่ายังถูกต้อง"
            )
            yield blocking("text-carried", place, message)
        else:
            yield warning("wording-outdated", place, f"{' '.join(text.reasons)} กรุณาแก้ถ้อยคำ หรือยืนยันว่ายังถูกต้อง")


def _with_confirmation(text: TextToConfirm, background: Background) -> TextToConfirm:
    found = background.confirmed.get(text.subject)
    if found is None or found.shown != text.shown:
        return text
    return replace(text, confirmed=found)


# --- Wordings started from the portal's text -------------------------------------------------------------------------


def _outdated_wordings(report: AgencyReport, background: Background) -> Iterator[TextToConfirm]:
    if not background.bases or not report.paragraphs:
        return
    now = portal_wordings(report)
    levels = [level.name for level in report.year.criteria.levels]
    for slot, text, portal in own_paragraphs(report):
        basis = background.bases.get(slot.key)
        if basis is None:
            continue
        facts = paragraphs.placeholder_values(report, slot.key)
        if reasons := outdated(text, basis, now.get(slot.key, ""), facts, levels):
            yield TextToConfirm(
                subject=f"wording-{slot.key}",
                why=Why.OUTDATED,
                place=wording_place(slot),
                text=paragraphs.filled_wording(text, facts),
                score=portal,
                earlier=paragraphs.filled_wording(basis.wording, basis.facts),
                earlier_score="",
                reasons=reasons,
            )


# --- Texts that are last year's, word for word -----------------------------------------------------------------------


def _carried_texts(report: AgencyReport, last: AgencyReport) -> Iterator[TextToConfirm]:
    for line in report.year.indicators:
        before = _same_indicator(line, last.year)
        if before is None:
            continue
        scores = (line.score, before.score)
        if text := _carried(line.analysis, [before.analysis], scores, f"analysis-{line.number}", analysis_place(line)):
            yield text
        texts = [measure.analysis for measure in (last.plan.for_indicator(before.number) if last.plan else ())]
        for measure in report.plan.for_indicator(line.number) if report.plan else ():
            place = measure_place(measure, "analysis")
            if text := _carried(measure.analysis, texts, scores, f"measure-{measure.pk}", place):
                yield text
    yield from _carried_wordings(report, last)


def _carried_wordings(report: AgencyReport, last: AgencyReport) -> Iterator[TextToConfirm]:
    earlier = {item.key: item.text for item in last.paragraphs}
    for slot, text, _portal in own_paragraphs(report):
        key, scores = _earlier_key(slot.key, report.year, last.year)
        if found := _carried(text, [earlier.get(key, "")], scores, f"carried-{slot.key}", wording_place(slot)):
            yield found


def _earlier_key(key: str, year: YearResult, last: YearResult) -> tuple[str, tuple[Decimal | None, Decimal | None]]:
    """The paragraph's key in last year's report, and both years' scores of what it speaks of."""
    for line in year.indicators:
        if key == f"indicator-{line.number}":
            before = _same_indicator(line, last)
            return (f"indicator-{before.number}", (line.score, before.score)) if before else ("", (None, None))
    for tool in year.tools:
        if key == f"tool-{tool.code}":
            then = next((each.score for each in last.tools if each.code == tool.code), None)
            return key, (tool.score, then)
    return key, (year.overall, last.overall)


def _carried(
    text: str, earlier: list[str], scores: tuple[Decimal | None, Decimal | None], subject: str, place: Place
) -> TextToConfirm | None:
    now, then = scores
    if now == then or not visible(text) or _plain(text) not in map(_plain, earlier):
        return None
    return TextToConfirm(
        subject=subject,
        why=Why.CARRIED,
        place=place,
        text=text,
        score=_words(now),
        earlier=text,
        earlier_score=_words(then),
        reasons=(),
    )


def _words(score: Decimal | None) -> str:
    return "ยังไม่มีคะแนน" if score is None else f"{format_score(score)} คะแนน"


def _plain(text: str) -> str:
    return " ".join(visible(text).split())


def _same_indicator(line: IndicatorView, last: YearResult) -> IndicatorView | None:
    return next((each for each in last.indicators if (each.tool, each.name) == (line.tool, line.name)), None)
