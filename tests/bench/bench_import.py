"""How fast a country is imported: against the floor of bare reading and inserting, and against the row-by-row path.

`python -m tests.bench.bench_import [--agencies 8317] [--years 5] [--database URL]` prints seconds and ratios. Each part
runs in a process of its own on the same emptied database, so that memory is its own; what counts are the ratios of
one run, not the seconds of one machine. Exit code 1 where a limit of the project is missed.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TIMES_FLOOR, MEMORY_MB, TIMES_FASTER = 2.0, 250, 10
ROW_BY_ROW_SAMPLE = 3000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agencies", type=int, default=8317)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--database", help="URL of an empty scratch database (default: a temporary SQLite file)")
    parser.add_argument("--repeat", type=int, default=2, help="the best of so many runs counts (default: 2)")
    parser.add_argument("--part", choices=list(PARTS))
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part](options)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return _run(options, Path(folder))


def _run(options: argparse.Namespace, folder: Path) -> int:
    url = options.database or f"sqlite:///{folder / 'bench.sqlite3'}"
    file = folder / "country.xlsx"
    common = ["--agencies", str(options.agencies), "--years", str(options.years), "--file", str(file)]

    def part(name: str) -> dict:
        env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "itaportal.settings", "SECRET_KEY": "bench"}
        command = [sys.executable, "-m", "tests.bench.bench_import", "--part", name, *common]
        return json.loads(subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout)

    size = part("prepare")
    print(f"{size['rows']:,} rows, {size['scores']:,} scores, {file.stat().st_size / 1e6:.1f} MB")
    floors, owns = [], []
    for _ in range(options.repeat):  # in turns, so that another program's burst does not fall on one side alone
        floors.append(part("floor"))
        owns.append(part("import"))
    floor = min(floors, key=lambda each: each["read"] + each["insert"])
    own = min(owns, key=lambda each: each["total"])
    slow = part("row-by-row")
    floor_seconds = floor["read"] + floor["insert"]
    slow_seconds = slow["per_row"] * size["scores"]
    print(f"floor: openpyxl {floor['read']:.1f} s + bulk insert {floor['insert']:.1f} s = {floor_seconds:.1f} s")
    print(f"import: read {own['read']:.1f} s + save {own['save']:.1f} s = {own['total']:.1f} s")
    print(f"row by row: {slow['per_row'] * 1000:.2f} ms a score = {slow_seconds:.0f} s (from {slow['sample']:,} rows)")
    ratio, faster = own["total"] / floor_seconds, slow_seconds / own["total"]
    print(f"processor time: import {own['cpu']:.1f} s, floor {floor['cpu']:.1f} s, {own['cpu'] / floor['cpu']:.2f}")
    print(f"ratio to the floor: {ratio:.2f} (at most {TIMES_FLOOR})")
    print(f"memory growth: {own['memory']:.0f} MB (at most {MEMORY_MB})")
    print(f"faster than row by row: {faster:.0f} times (at least {TIMES_FASTER})")
    return 0 if ratio <= TIMES_FLOOR and own["memory"] <= MEMORY_MB and faster >= TIMES_FASTER else 1


def _django() -> None:
    import django

    django.setup()


def _empty(*, scores_only: bool = False) -> None:
    from django.db import connection

    from assessments.models import Assessment, IndicatorScore

    models = [IndicatorScore.history.model, IndicatorScore]
    if not scores_only:
        models += [Assessment.history.model, Assessment]
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def prepare(options: argparse.Namespace) -> dict:
    """Migrate, make the agencies, write the workbook: complete scores alone, so that every part has the same rows."""
    _django()
    from django.core.management import call_command

    from assessments.bulk import YearEntry
    from assessments.loading import load_criteria
    from assessments.models import Agency
    from assessments.sample_country import sample_agencies, sample_entries, sample_years
    from assessments.wideworkbook import write_wide

    call_command("migrate", verbosity=0)
    load_criteria()
    agencies = Agency.objects.bulk_create(sample_agencies(options.agencies, seed=1), batch_size=1000)
    made = list(sample_entries(agencies, sample_years(options.years), seed=1))
    complete = [entry for entry in made if sum(key.name == "score" for key in entry.values) == 10]
    # Years that the sample leaves out are filled with another's figures: the full table is what is measured.
    present = {(entry.agency_id, entry.fiscal_year) for entry in complete}
    for agency in agencies:
        for year in sample_years(options.years):
            if (agency.pk, year) not in present:
                complete.append(YearEntry(agency.pk, year, complete[0].values))
    rows = write_wide(options.file, agencies, complete)
    return {"rows": rows, "scores": rows * 10}


def floor(options: argparse.Namespace) -> dict:
    """Bare openpyxl reading, then the same rows inserted in bulk, without a check, history or result."""
    _django()
    from decimal import Decimal

    from django.db import transaction
    from openpyxl import load_workbook

    from assessments.models import Agency, Assessment, Criteria, IndicatorScore

    _empty()
    start, processor = time.perf_counter(), time.process_time()
    sheet = load_workbook(options.file, read_only=True, data_only=True).worksheets[0]
    headings, *rows = sheet.iter_rows(values_only=True)
    year_at, first_score = headings.index("ปีงบประมาณ"), headings.index("1")
    rows = [(row[0], row[year_at], *row[first_score:]) for row in rows]
    read = time.perf_counter() - start
    keys = {agency.name: agency.pk for agency in Agency.objects.all()}
    years = {row[1] for row in rows}
    criteria = {year: Criteria.objects.for_year(year) for year in years}
    lines = {year: [each.pk for each in criteria[year].indicators.all()] for year in years}
    start = time.perf_counter()
    with transaction.atomic():
        made = Assessment.objects.bulk_create(
            [Assessment(agency_id=keys[row[0]], fiscal_year=row[1], criteria=criteria[row[1]]) for row in rows],
            batch_size=2000,
        )
        IndicatorScore.objects.bulk_create(
            [
                IndicatorScore(assessment_id=assessment.pk, indicator_id=line, score=Decimal(str(figure)))
                for assessment, row in zip(made, rows, strict=True)
                for line, figure in zip(lines[row[1]], row[2:], strict=False)
            ],
            batch_size=2000,
        )
    return {"read": read, "insert": time.perf_counter() - start, "cpu": time.process_time() - processor}


def own_import(options: argparse.Namespace) -> dict:
    """Our own path, from the file to the commit."""
    _django()
    from assessments.importing.scores import read_scores
    from assessments.models import IndicatorScore

    _empty()
    before = _peak_mb()
    start, processor = time.perf_counter(), time.process_time()
    with options.file.open("rb") as file:
        found = read_scores(file)
    read = time.perf_counter() - start
    assert found.ok, found.problems[:3]
    found.save(by=None)
    total, cpu = time.perf_counter() - start, time.process_time() - processor
    memory = _peak_mb() - before
    expected = options.agencies * options.years * 10
    assert IndicatorScore.objects.count() == IndicatorScore.history.count() == expected
    return {"read": read, "save": total - read, "total": total, "cpu": cpu, "memory": memory}


def row_by_row(options: argparse.Namespace) -> dict:
    """django-import-export as it comes, on a sample of the same scores; their assessments are there already."""
    _django()
    import tablib
    from import_export.resources import ModelResource

    from assessments.models import Assessment, Indicator, IndicatorScore

    _empty(scores_only=True)
    lines: dict[int, list[int]] = {}
    for line in Indicator.objects.all():
        lines.setdefault(line.criteria_id, []).append(line.pk)
    data = tablib.Dataset(headers=["assessment", "indicator", "score"])
    for assessment in Assessment.objects.order_by("pk")[: ROW_BY_ROW_SAMPLE // 10]:
        for line in lines[assessment.criteria_id]:
            data.append([assessment.pk, line, "95.48"])

    class Resource(ModelResource):
        class Meta:
            model = IndicatorScore
            import_id_fields = ["assessment", "indicator"]
            fields = ["assessment", "indicator", "score"]

    start = time.perf_counter()
    result = Resource().import_data(data, raise_errors=True)
    seconds = time.perf_counter() - start
    assert result.totals["new"] == len(data)
    return {"per_row": seconds / len(data), "sample": len(data)}


PARTS = {"prepare": prepare, "floor": floor, "import": own_import, "row-by-row": row_by_row}

if __name__ == "__main__":
    sys.exit(main())
