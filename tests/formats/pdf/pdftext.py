"""Read the text of a PDF back as its readers would, and compare it with the text that was put in.

Five independent readers. `STREAM_READERS` give the text in the order in which it was written into the file,
tables included. `LAYOUT_READERS` put it in order again by its place on the page, so that the cells of a table
may come in another order; the characters must still all be there.
"""

from __future__ import annotations

import io
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher


def with_pypdf(pdf: bytes) -> str:
    """Text as pypdf extracts it."""
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def with_pdfium(pdf: bytes) -> str:
    """Text as PDFium (Chromium's reader) extracts it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def with_pdfminer(pdf: bytes) -> str:
    """Text as pdfminer.six extracts it, by place on the page."""
    from pdfminer.high_level import extract_text

    return extract_text(io.BytesIO(pdf))


def with_pdftotext(pdf: bytes) -> str:
    """Text as Poppler extracts it, by place on the page."""
    return _pdftotext(pdf)


def with_pdftotext_raw(pdf: bytes) -> str:
    """Text as Poppler extracts it, in the order of the file."""
    return _pdftotext(pdf, "-raw")


def with_pdftotext_boxes(pdf: bytes) -> str:
    """Every word with its box, page by page, as Poppler's XHTML."""
    return _pdftotext(pdf, "-bbox")


def _pdftotext(pdf: bytes, *options: str) -> str:
    command = ["pdftotext", "-enc", "UTF-8", *options, "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


Reader = Callable[[bytes], str]
STREAM_READERS: dict[str, Reader] = {
    "pypdf": with_pypdf,
    "pdfium": with_pdfium,
    "pdftotext -raw": with_pdftotext_raw,
}
LAYOUT_READERS: dict[str, Reader] = {"pdftotext": with_pdftotext, "pdfminer": with_pdfminer}
READERS: dict[str, Reader] = {**STREAM_READERS, **LAYOUT_READERS}


@dataclass(frozen=True)
class Difference:
    """What separates the text taken out from the text put in. False when nothing does.

    `lost` and `added` count characters other than spaces, whatever their order; `moved` counts those that are
    there but in another place. `false_spaces` and `lost_spaces` count places inside a line, and only where
    the characters agree. Line ends are left out: they stand for a space or for nothing, as the layout has it.
    """

    lost: int
    added: int
    moved: int
    false_spaces: int
    lost_spaces: int
    examples: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.lost, self.added, self.moved, self.false_spaces, self.lost_spaces))

    @property
    def characters(self) -> int:
        """Characters lost or added, the measure for readers that reorder."""
        return self.lost + self.added


def compare(expected: str, actual: str) -> Difference:
    """Compare the text that was put in with the text that a reader took out, in reading order."""
    wanted, got = _solid(expected), _solid(actual)
    lost, added = Counter(wanted), Counter(got)
    lost, added = lost - added, added - lost
    if wanted != got:
        moved = 0
        examples = []
        for tag, i1, i2, j1, j2 in _differences(wanted, got):
            moved += max(i2 - i1, j2 - j1)
            examples.append(f"{tag}: …{wanted[max(0, i1 - 8) : i2 + 8]}… → …{got[max(0, j1 - 8) : j2 + 8]}…")
        moved = max(0, moved - max(lost.total(), added.total()))
        return Difference(lost.total(), added.total(), moved, 0, 0, tuple(examples[:5]))
    false_spaces, lost_spaces, examples = 0, 0, []
    for place, (before, after) in enumerate(zip(_gaps(expected), _gaps(actual), strict=True), 1):
        if "\n" in after or "\f" in after or bool(before) == bool(after):
            continue
        false_spaces += bool(after)
        lost_spaces += bool(before)
        kind = "false" if after else "lost"
        examples.append(f"{kind} space: …{wanted[max(0, place - 8) : place]}|{wanted[place : place + 8]}…")
    return Difference(0, 0, 0, false_spaces, lost_spaces, tuple(examples[:5]))


def _solid(text: str) -> str:
    """The text without white space (and without the marks that some readers put at page ends)."""
    return re.sub(r"\s+", "", text)


def _gaps(text: str) -> Iterator[str]:
    """The white space between every two characters that are none (empty where there is none)."""
    text = re.sub(r"\r\n?", "\n", text.strip())
    return (match.group(1) for match in re.finditer(r"\S(\s*)(?=\S)", text))


def _differences(wanted: str, got: str, block: int = 2000) -> Iterator[tuple[str, int, int, int, int]]:
    """Differences in blocks, as the time of a comparison grows with the square of its length."""
    i = j = 0
    while i < len(wanted) or j < len(got):
        matcher = SequenceMatcher(None, wanted[i : i + block], got[j : j + block], autojunk=False)
        codes = matcher.get_opcodes()
        last = i + block >= len(wanted) and j + block >= len(got)
        if not last and codes[-1][0] != "equal" and len(codes) > 1:
            codes = codes[:-1]  # the blocks are cut at different places: leave the rest to the next block
        for tag, i1, i2, j1, j2 in codes:
            if tag != "equal":
                yield tag, i + i1, i + i2, j + j1, j + j2
        step_i, step_j = codes[-1][2], codes[-1][4]
        if not step_i and not step_j:
            return
        i, j = i + step_i, j + step_j
