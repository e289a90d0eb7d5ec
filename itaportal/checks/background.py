"""What a draft is held against besides itself: last year's version, what its wordings were started from, what people
have confirmed. Plain values; `publishing.background` loads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from itaportal.report.document import AgencyReport


@dataclass(frozen=True)
class Basis:
    """What an own wording was started from: the portal's wording, unfilled, and what filled its names then."""

    wording: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Confirmed:
    """Who confirmed a text, and when; `shown` stands for what was looked at (`TextToConfirm.shown`)."""

    shown: str
    who: str
    when: datetime


@dataclass(frozen=True)
class Background:
    """`last` is the report of the year before, `bases` go by the paragraph's key, `confirmed` by the text's subject."""

    last: AgencyReport | None = None
    bases: Mapping[str, Basis] = field(default_factory=dict)
    confirmed: Mapping[str, Confirmed] = field(default_factory=dict)
