"""Finds in a typed Thai text what last year's copied document used to carry over: pure functions, no database.

Each finder returns what it found as it stands in the text, so that a message can quote it.
"""

from .digits import ascii_numbers
from .endings import cut_off
from .leftovers import leftovers
from .names import near_misses
from .numbers import FoundNumber, Meaning, score_like_numbers
from .years import FoundYear, wrong_years

__all__ = [
    "FoundNumber",
    "FoundYear",
    "Meaning",
    "ascii_numbers",
    "cut_off",
    "leftovers",
    "near_misses",
    "score_like_numbers",
    "wrong_years",
]
