"""Hostile and odd files with what must become of each: refused as a whole, refused by its cells, or read right."""

from . import containers, sheets, texts  # each writes its own into the list
from .cases import CASES, REFUSED, RIGHT, WRONG, Case

__all__ = ["CASES", "REFUSED", "RIGHT", "WRONG", "Case", "containers", "sheets", "texts"]
