"""Finds in a typed Thai text what last year's copied document used to carry over: pure functions, no database.

Each finder returns what it found as it stands in the text, so that a message can quote it.
"""

from .digits import ascii_numbers
from .endings import ends_in_mid_sentence
from .leftovers import template_words
from .names import misspellings_of
from .numbers import FoundNumber, Meaning, score_like_numbers
from .years import FoundYear, wrong_years

__all__ = [
    "FoundNumber",
    "FoundYear",
    "Meaning",
    "ascii_numbers",
    "ends_in_mid_sentence",
    "misspellings_of",
    "score_like_numbers",
    "template_words",
    "wrong_years",
]
