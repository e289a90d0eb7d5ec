"""Ranking without picking among equals. Pure: any items, any key."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")

MOST_FIRST = 3  # what is to be done first, and what is best, are at most so many


def first_of(items: Sequence[Item], key: Callable[[Item], Any], most: int = MOST_FIRST) -> tuple[Item, ...]:
    """Return the items with the least keys, at most `most` of them, in their own order among equals.

    Where the last of them would equal one that is left out, all of that key are left out; where that leaves none, all
    of the least key come, however many: none of equals is picked.

    >>> first_of([3, 1, 2, 2, 2], int), first_of([1, 1, 1, 1, 2], int), first_of([2, 1], int)
    ((1,), (1, 1, 1, 1), (1, 2))
    """
    ordered = sorted(items, key=key)
    if len(ordered) <= most or key(ordered[most - 1]) != key(ordered[most]):
        return tuple(ordered[:most])
    cut = key(ordered[most])
    return tuple(item for item in ordered if key(item) < cut) or tuple(item for item in ordered if key(item) == cut)


def equals_of(items: Sequence[Item], key: Callable[[Item], Any]) -> tuple[tuple[Item, ...], ...]:
    """Return the groups of two and more items with the same key, in the order of their first members.

    >>> equals_of([1, 2, 1, 3, 2], int)
    ((1, 1), (2, 2))
    """
    groups: dict[Any, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)
