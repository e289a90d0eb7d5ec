"""A hostile or odd file, what must become of it, and the list that all of them are written into."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from .workbooks import *

REFUSED, WRONG, RIGHT = "refused", "wrong", "right"


@dataclass(frozen=True)
class Case:
    """A file, what becomes of it, and a word its message (or notice) must have; RIGHT files give these scores."""

    name: str
    make: Callable[[], bytes]
    becomes: str
    says: str = ""
    scores: tuple[tuple[int, str], ...] = ((1, "99.02"),)


CASES: list[Case] = []


def case(name: str, becomes: str, says: str = "", **options: object) -> Callable:
    """Register the function that makes a file."""

    def add(make: Callable[[], bytes]) -> Callable[[], bytes]:
        CASES.append(Case(name, make, becomes, says, **options))
        return make

    return add


def simple(name: str, data: Callable[[], bytes], becomes: str, says: str = "", **options: object) -> None:
    CASES.append(Case(name, data, becomes, says, **options))


def noise(length: int) -> str:
    """Text that does not compress away, the same every time."""
    return random.Random(1).randbytes(length // 2).hex()


GOOD = line(2, scored())
LAUGHS = (
    "<!DOCTYPE a [" + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 10}">' for n in range(10)) + "]>"
)
