"""How the parts of an Office file refer to one another: its `.rels`."""

from __future__ import annotations

import posixpath

from .container import Container
from .limits import Limits
from .rows import FileRefused
from .xml import BROKEN, Part, read_part


class _Relations(Part):
    """`.rels`: (id, last word of the type, target)."""

    def start(self, name: str, attrs: dict[str, str]) -> None:
        self.count_other()
        if self.local[name] == "Relationship" and attrs.get("TargetMode") != "External":
            kind = attrs.get("Type", "").rpartition("/")[2]
            self.out.append((attrs.get("Id", ""), kind, attrs.get("Target", "")))


def relations_of(container: Container, source: str, limits: Limits) -> dict[str, tuple[str, str]]:
    """Id → (kind, name of the part) of what the part `source` refers to."""
    folder, base = posixpath.split(source)
    rels = posixpath.join(folder, "_rels", f"{base}.rels")
    if rels not in container.names:
        raise FileRefused(BROKEN)
    with container.open(rels) as part:
        found = read_part(part, _Relations(limits))
    # A target is relative to the part, or absolute within the file.
    return {
        identity: (kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        for identity, kind, target in found
    }


def main_part(container: Container, limits: Limits) -> str:
    """The name of the part that the file is about. Raises FileRefused where it names none of its own."""
    for kind, target in relations_of(container, "", limits).values():
        if kind == "officeDocument" and target in container.names:
            return target
    raise FileRefused(BROKEN)
