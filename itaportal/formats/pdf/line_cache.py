"""Lets WeasyPrint shape a line of text once instead of two or three times.

WeasyPrint measures a line with a Pango layout, throws that away and makes it again to draw the line. Where a row or a
page is tried twice, it measures the same text at the same width again. Shaping is the dearest part of a long report.
Within `keeping()` the layouts of lines are kept, and a line that was measured is not measured again. Within `drawing()`
a kept layout is drawn as it is. The bytes of the PDF are the same; test_line_cache.py compares them.

Both contexts put functions of this module in the place of WeasyPrint's own and take them away at their end. Several
threads may be inside at once; the last one out restores WeasyPrint. A thread that is not inside gets WeasyPrint's own
behaviour. `PDF_LINE_CACHE = False` in the settings leaves WeasyPrint untouched.

A line is the same where text, style (the very object), width and the other arguments are. The memory of lines belongs
to one build (its layout context), and ends with it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from weasyprint.layout import inline
from weasyprint.text.line_break import Layout

_lock = threading.Lock()
_inside = 0  # contexts that are open in all threads together
_original: dict[str, Any] = {}  # WeasyPrint's own functions, while ours stand in their place
_thread = threading.local()


@contextmanager
def keeping() -> Iterator[None]:
    """Keep the lines that this thread lays out inside the `with` block."""
    with _in_place("keeping"):
        yield


@contextmanager
def drawing() -> Iterator[None]:
    """Draw the kept lines as they are, in this thread, inside the `with` block."""
    with _in_place("drawing"):
        yield


@contextmanager
def _in_place(what: str) -> Iterator[None]:
    if not settings.PDF_LINE_CACHE:
        yield
        return
    _enter()
    before = getattr(_thread, "does", "")
    _thread.does = what
    try:
        yield
    finally:
        _thread.does = before
        _leave()


def _enter() -> None:
    global _inside
    with _lock:
        _inside += 1
        if _inside > 1:
            return
        _original.update(split=inline.split_first_line, deactivate=Layout.deactivate, reactivate=Layout.reactivate)
        inline.split_first_line = _split_once
        Layout.deactivate, Layout.reactivate = _deactivate_unless_kept, _reactivate_unless_kept


def _leave() -> None:
    global _inside
    with _lock:
        _inside -= 1
        if _inside:
            return
        inline.split_first_line = _original["split"]
        Layout.deactivate, Layout.reactivate = _original["deactivate"], _original["reactivate"]


def _deactivate_unless_kept(layout: Layout) -> None:
    if getattr(_thread, "does", "") != "keeping":
        _original["deactivate"](layout)


def _reactivate_unless_kept(layout: Layout, style: Any) -> None:
    # A justified line is measured without its spacing and has to be made anew; what was drawn once is gone.
    if not getattr(_thread, "does", "") or layout.justification_spacing or not hasattr(layout, "layout"):
        _original["reactivate"](layout, style)


def _split_once(text: str, style: Any, context: Any, max_width: Any, *rest: Any, **options: Any) -> tuple[Any, ...]:
    split = _original["split"]
    if context is None or getattr(_thread, "does", "") != "keeping":
        unkept: tuple[Any, ...] = split(text, style, context, max_width, *rest, **options)
        return unkept
    lines: dict[Any, tuple[Any, tuple[Any, ...]]] = context.__dict__.setdefault("_kept_lines", {})
    key = (text, id(style), max_width, rest, tuple(options.items()))
    if key not in lines:
        # The style is kept beside its line, so that no other object gets its number meanwhile.
        lines[key] = style, split(text, style, context, max_width, *rest, **options)
    return lines[key][1]
