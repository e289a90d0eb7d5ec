"""Where in the admin a finding of a year is mended."""

from django.urls import reverse

from assessments.models import Assessment
from itaportal.checks.findings import Area, Place
from measures.models import MeasurePlan


class Places:
    """Addresses of the admin pages, and the fields on them, where the findings of one year are mended."""

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self._plan = MeasurePlan.objects.filter(assessment=assessment).values_list("pk", flat=True).first()

    def address(self, place: Place) -> str:
        """Return the address that leads to `place`."""
        if place.area == Area.CRITERIA:
            return reverse("admin:assessments_criteria_change", args=[self._assessment.criteria_id])
        if place.area == Area.PLAN:
            return self._in_plan(place)
        if place.area == Area.TEXTS:
            page = reverse("admin:itaportal_publication_texts", args=[self._assessment.pk])
            return f"{page}#{place.field}"
        if place.area == Area.AGENCY:
            page = reverse("admin:assessments_agency_change", args=[self._assessment.agency_id])
            return f"{page}#id_{place.field}" if place.field else page
        if place.area == Area.WORDING:
            page = reverse("admin:itaportal_paragraphtext_wording", args=[self._assessment.pk])
            return f"{page}#id_{place.field}" if place.field.startswith("text-") else f"{page}#signatories"
        page = reverse("admin:assessments_assessment_change", args=[self._assessment.pk])
        number = f"_{place.indicator}" if place.indicator else ""
        return f"{page}#id_{place.field}{number}" if place.field else page

    def _in_plan(self, place: Place) -> str:
        if self._plan is None:
            return f"{reverse('admin:measures_measureplan_add')}?assessment={self._assessment.pk}"
        page = reverse("admin:measures_measureplan_change", args=[self._plan])
        measure = f"measure-{place.measure}" if place.measure else ""
        if place.field:
            return f"{page}#id_{measure}-{place.field}" if measure else f"{page}#id_{place.field}"
        if measure:
            return f"{page}#{measure}"
        return f"{page}#indicator-{place.indicator}" if place.indicator else page
