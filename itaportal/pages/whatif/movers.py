"""What moves the overall most: each indicator for one point, and if it rose to 100."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessments import charts, wording
from assessments.results import IndicatorView, YearResult
from assessments.scoring import round_score
from assessments.thai import format_score, thai_digits
from assessments.whatif import Influence


@dataclass(frozen=True)
class Mover:
    """How one indicator moves the overall, in published figures; `bar` against the one that moves it most."""

    line: IndicatorView
    per_point: Decimal
    room: Decimal | None
    gain: Decimal | None
    bar: str


def movers_of(found: tuple[Influence, ...], supposed: YearResult) -> tuple[Mover, ...]:
    """The influences as rows of the page, rounded for it, in the order given."""
    lines = {line.number: line for line in supposed.indicators}
    most = max((item.gain for item in found if item.gain is not None), default=None)
    return tuple(
        Mover(
            line=lines[item.indicator],
            per_point=round_score(item.per_point),
            room=item.room,
            gain=None if item.gain is None else round_score(item.gain),
            bar=charts.share_of(item.gain, most) if most else "0.00%",
        )
        for item in found
    )


def strongest_sentence(movers: tuple[Mover, ...]) -> str:
    """Which indicators move the overall most for each point, among those with room."""
    able = [item for item in movers if item.room]
    if not able:
        return ""
    most = max(item.per_point for item in able)
    who = _named(item for item in able if item.per_point == most)
    return f"ทุก ๑ คะแนนที่เพิ่มขึ้น {who} ทำให้คะแนนภาพรวมเพิ่มขึ้นมากที่สุด คือ {format_score(most)} คะแนน"


def widest_sentence(movers: tuple[Mover, ...]) -> str:
    """Which indicators would move the overall most if they rose to 100."""
    able = [item for item in movers if item.gain]
    if not able:
        return ""
    most = max(item.gain for item in able if item.gain is not None)
    who = _named(item for item in able if item.gain == most)
    return f"หากเพิ่มคะแนนเพียงตัวชี้วัดเดียวจนเต็ม ๑๐๐ {who} ทำให้คะแนนภาพรวมเพิ่มขึ้นมากที่สุด คือ {format_score(most)} คะแนน"


def _named(movers: Iterable[Mover]) -> str:
    numbers = sorted(item.line.number for item in movers)
    return f"ตัวชี้วัดที่ {wording.join_thai([thai_digits(number) for number in numbers])}"
