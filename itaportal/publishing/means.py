"""The means of an agency's province and of its kind, from what is published here and nothing else.

Shown where there are enough agencies: the mean of three or four says more about which of them happen to publish here
than about the province. How many that is, is `settings.MEANS_LEAST_AGENCIES`.
"""

from __future__ import annotations

from django.conf import settings

from assessments.results import YearResult
from itaportal.report.document import KIND, PROVINCE, MeanScore, MeanScores

from .standings import overview, standings


def published_means(year: YearResult) -> tuple[MeanScores, ...]:
    """Return the means of the province and of the kind in the year, each where enough agencies are published.

    The agency itself is among them as it is published now: not at all before its first version. A made-up agency
    stands among made-up ones.
    """
    seen = overview()
    if seen.years.get(year.fiscal_year, 0) < settings.MEANS_LEAST_AGENCIES:
        return ()
    groups = standings(seen, year.fiscal_year).means
    found = []
    for scope, name in ((PROVINCE, year.agency.province), (KIND, year.agency.kind)):
        means = groups.get((scope, name, year.agency.is_sample))
        if name and means and means.agencies >= settings.MEANS_LEAST_AGENCIES:
            tools = (MeanScore(score, code=code) for code, score in means.tools.items())
            found.append(MeanScores(scope, (MeanScore(means.overall), *tools), name, means.agencies))
    return tuple(found)
