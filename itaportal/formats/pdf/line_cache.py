"""Lets WeasyPrint shape a line of text once instead of two or three times.

WeasyPrint measures a line with a Pango layout, throws that away and makes it again to draw the line; and where a row or
a page is tried twice, it measures the same text at the same width again. Shaping is the dearest part of a report.
Within `kept()` the layouts are kept until they are drawn, and a line that was measured is not measured again. What
comes out is the same to the byte, which test_line_cache.py shows; nothing changes for who uses WeasyPrint
outside it.

A line is the same where text, style (the very object), width and the other arguments are. The memory of lines belongs
to one build (its layout context), and ends with it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.layout import inline
from weasyprint.text.line_break import Layout, split_first_line

_state = threading.local()
_deactivate, _reactivate = Layout.deactivate, Layout.reactivate


@contextmanager
def kept() -> Iterator[None]:
    """Keep the lines that are laid out by this thread inside the `with` block."""
    _state.on = True
    try:
        yield
    finally:
        _state.on = False


def _deactivate_unless_kept(layout: Layout) -> None:
    if not getattr(_state, "on", False):
        _deactivate(layout)


def _reactivate_unless_kept(layout: Layout, style: Any) -> None:
    # A justified line is measured without its spacing and has to be made anew; what was drawn once is gone.
    if layout.justification_spacing or not hasattr(layout, "layout"):
        _reactivate(layout, style)


def _split_once(text: str, style: Any, context: Any, max_width: Any, *rest: Any, **options: Any) -> tuple[Any, ...]:
    if context is None or not getattr(_state, "on", False):
        unkept: tuple[Any, ...] = split_first_line(text, style, context, max_width, *rest, **options)
        return unkept
    lines: dict[Any, tuple[Any, tuple[Any, ...]]] = context.__dict__.setdefault("_kept_lines", {})
    key = (text, id(style), max_width, rest, tuple(options.items()))
    if key not in lines:
        # The style is kept beside its line, so that no other object gets its number meanwhile.
        lines[key] = style, split_first_line(text, style, context, max_width, *rest, **options)
    return lines[key][1]


Layout.deactivate, Layout.reactivate = _deactivate_unless_kept, _reactivate_unless_kept
inline.split_first_line = _split_once
