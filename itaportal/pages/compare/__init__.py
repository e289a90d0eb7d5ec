"""The comparison of agencies: the selection that an address asks for, as a page and as a file."""

from .csv_file import csv_lines, csv_names
from .page import BODIES, ComparePage, compare_page
from .selection import COLUMNS, Asked, parse, select

__all__ = ["BODIES", "COLUMNS", "Asked", "ComparePage", "compare_page", "csv_lines", "csv_names", "parse", "select"]
