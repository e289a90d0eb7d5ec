"""Which stored step a step of a new list is: by its text, then by likeness; what could be two is asked. Pure.

A step's place says nothing: one may be put at the head, moved or taken out. What is recorded about a step must not go
to another one, so that a likeness that leaves two readings open is never settled here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from .steps import StepView

STEP = "step"
LIKE = 0.6  # texts at least as alike may be the same step, edited
CLEAR = 0.1  # the best candidate is surely meant where it is better than the next one by so much
_HELD = 0.8  # likeness of a text that was only added to
_HELD_LENGTH = 6  # characters that say enough to be found again inside another text
_COMPARED = 400  # characters of a text that are compared
_MOST_PAIRS = 10_000  # compared for likeness; in lists with more, texts alone say what is the same


@dataclass(frozen=True)
class StepText:
    """A step or sub-item as it is matched: its text, its kind (`StepKind`), and the text of the step it belongs to."""

    text: str
    kind: str = STEP
    above: str = ""

    @property
    def sub(self) -> bool:
        """Whether it is a sub-item."""
        return self.kind != STEP

    @property
    def key(self) -> str:
        """The text as it is compared."""
        return " ".join(self.text.split())


@dataclass(frozen=True)
class Unclear:
    """A new step that could be more than one stored step, or that shares its only candidate with another new one."""

    new: int
    candidates: tuple[int, ...]


@dataclass(frozen=True)
class StepMatch:
    """`stored` gives for each new step its place among the stored ones, None for one that is new."""

    stored: tuple[int | None, ...]
    unclear: tuple[Unclear, ...] = ()


def flattened(steps: Iterable[StepView]) -> list[StepText]:
    """Steps and their sub-items as one list, each sub-item after its step."""
    found = []
    for step in steps:
        found.append(StepText(step.text))
        found += [StepText(item.text, item.kind, step.text) for item in step.items]
    return found


def match_steps(
    old: Sequence[StepText], new: Sequence[StepText], chosen: Mapping[int, int | None] | None = None
) -> StepMatch:
    """Find the stored step of each new one.

    `chosen` is what a person said: a new step's place → a stored step's, or None for a step that is new.
    """
    matching = _Matching(old, new)
    for place, stored in (chosen or {}).items():
        matching.settle(place, stored)
    matching.by_key(lambda each: (each.sub, each.above, each.key))
    matching.by_key(lambda each: (each.sub, each.key))
    matching.by_key(lambda each: each.key)
    for sub in (False, True):
        matching.by_likeness(sub)
    return StepMatch(tuple(matching.found.get(place) for place in range(len(new))), tuple(matching.unclear))


@dataclass
class _Matching:
    old: Sequence[StepText]
    new: Sequence[StepText]
    found: dict[int, int | None] = field(default_factory=dict)
    unclear: list[Unclear] = field(default_factory=list)

    def settle(self, place: int, stored: int | None) -> None:
        """Take one pair as given, where both are still free."""
        if 0 <= place < len(self.new) and (stored is None or stored in self._free_old()):
            self.found.setdefault(place, stored)

    def _free_old(self) -> list[int]:
        taken = set(self.found.values())
        return [place for place in range(len(self.old)) if place not in taken]

    def _free_new(self) -> list[int]:
        return [place for place in range(len(self.new)) if place not in self.found]

    def by_key(self, key: Callable[[StepText], Hashable]) -> None:
        """Pair equal ones; several of the same keep their order."""
        waiting: dict[Hashable, list[int]] = {}
        for place in self._free_old():
            waiting.setdefault(key(self.old[place]), []).append(place)
        for place in self._free_new():
            if same := waiting.get(key(self.new[place])):
                self.found[place] = same.pop(0)

    def by_likeness(self, sub: bool) -> None:
        """Pair those that are alike, and note what could be meant in more than one way.

        What is sure is paired first, since it takes away one of the readings of what is left.
        """
        olds = [place for place in self._free_old() if self.old[place].sub is sub]
        news = [place for place in self._free_new() if self.new[place].sub is sub]
        if len(olds) * len(news) > _MOST_PAIRS:
            return
        table = {(n, o): likeness(self.old[o].key, self.new[n].key) for n in news for o in olds}
        alike = {pair: ratio for pair, ratio in table.items() if ratio >= LIKE}
        while sure := _sure_pairs(alike):
            self.found.update(sure)
            alike = {(n, o): ratio for (n, o), ratio in alike.items() if n not in sure and o not in sure.values()}
        for n in sorted({n for n, _ in alike}):
            best = max(ratio for (each, _), ratio in alike.items() if each == n)
            close = sorted(o for (each, o), ratio in alike.items() if each == n and ratio > best - CLEAR)
            self.unclear.append(Unclear(n, tuple(close)))


_Alike = Mapping[tuple[int, int], float]


def _sure_pairs(alike: _Alike) -> dict[int, int]:
    """The pairs of new and old that are surely meant: clearly the best both ways, or also by their order."""
    best: dict[int, int] = {}
    for (n, o), ratio in sorted(alike.items()):
        if n not in best or ratio > alike[n, best[n]]:
            best[n] = o
    return {n: o for n, o in best.items() if _is_sure(n, o, alike, best)}


def _is_sure(n: int, o: int, alike: _Alike, best: Mapping[int, int]) -> bool:
    near = alike[n, o] - CLEAR
    for (other, stored), ratio in alike.items():
        if stored == o and other != n and ratio > near:  # another new step is nearly as much like this one
            theirs = best[other]
            if theirs == o or ratio >= alike[n, o] or (other < n) != (theirs < o):
                return False
        if other == n and stored != o and ratio > near:  # this new step is nearly as much like another one
            owner = next((each for each, place in best.items() if place == stored), None)
            if owner is None or ratio >= alike[n, o] or (owner < n) != (stored < o):
                return False
    return True


def likeness(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1."""
    one, other = one[:_COMPARED], other[:_COMPARED]
    short, long = sorted((one, other), key=len)
    held = _HELD if len(short) >= _HELD_LENGTH and short in long else 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < LIKE or matcher.quick_ratio() < LIKE:
        return held
    return max(held, matcher.ratio())
