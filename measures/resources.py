"""Import of measures in the admin, through the same two steps as scores."""

from __future__ import annotations

from typing import Any

from assessments.resources import FileResource

from .importing import MeasureImport, read_measures


class MeasureResource(FileResource):
    """Measure tables."""

    what = "มาตรการ"
    files = (".docx", ".xlsx", ".ods", ".csv")
    chooses = True

    @staticmethod
    def read(file: Any, **options: Any) -> MeasureImport:
        """Read a measure file."""
        return read_measures(file, **options)
