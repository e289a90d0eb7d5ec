"""The switch of a restore: folders, keys and the database take their places, one after the other.

What is to be done is written down first. A restore that is killed in the middle is then completed (`finish`) by
whatever starts next, so that no installation keeps the files of one state with the database of another. Everything
that takes a place lies beside it, whole and looked through, before the first step.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from .archive import BackupError
from .areas import PUBLISHED
from .databases import portal_database


@dataclass
class Switch:
    """What takes whose place, and where that goes which was there: `moves` are draft, place and the name beside."""

    moves: list[tuple[str, str, str]]
    beside: str  # the database, by the name it was restored under
    stamp: str

    def run(self) -> list[str]:
        """Write down what is to be done, do it, and return where that lies which was there before.

        All is taken back where a step fails; the exception goes on.
        """
        with _written(self):
            try:
                found = self._steps()
            except BaseException:
                self._take_back()
                raise
            finally:
                _plan().unlink()
        return found

    def _steps(self) -> list[str]:
        """Do what is not done yet; each step is one renaming, or one transaction."""
        for draft, place, before in self.moves:
            if os.path.lexists(draft):
                if os.path.lexists(place):
                    os.rename(place, before)
                os.rename(draft, place)
        former = portal_database().switch(self.beside, self.stamp)
        return [before for _, _, before in self.moves if os.path.lexists(before)] + ([former] if former else [])

    def _take_back(self) -> None:
        for draft, place, before in reversed(self.moves):
            if not os.path.lexists(draft):
                os.rename(place, draft)
            if os.path.lexists(before):
                os.rename(before, place)


def finish() -> list[str] | None:
    """Complete a restore that was killed while it switched; None where there is none.

    Returns where that lies which was there before. Raises BackupError where another program is at it, and BackupError
    or OSError where it cannot be done; then it can be called again.
    """
    try:
        file = _plan().open("r+", encoding="utf-8")
    except FileNotFoundError:
        return None
    with file:
        _lock(file)
        content = json.load(file)
        moves = [(draft, place, before) for draft, place, before in content["moves"]]
        found = Switch(moves, content["beside"], content["stamp"])._steps()
        _plan().unlink()
    return found


def _plan() -> Path:
    """Beside the published files, which each installation has for itself."""
    return PUBLISHED.folder.with_name(f"{PUBLISHED.folder.name}.restoring.json")


@contextmanager
def _written(switch: Switch) -> Iterator[None]:
    """The plan is there, whole, and held by this program."""
    draft = _plan().with_suffix(".new")
    with draft.open("w", encoding="utf-8") as file:
        _lock(file)
        json.dump(asdict(switch), file)
        file.flush()
        os.fsync(file.fileno())
        draft.replace(_plan())
        yield


def _lock(file: IO[str]) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise BackupError("กำลังกู้คืนข้อมูลอยู่ กรุณารอให้เสร็จ · a restore is under way") from None
