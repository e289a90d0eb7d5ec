"""How fast a report is made: from the database to the archival PDF, against bare WeasyPrint and against Chromium.

`python -m tests.bench.bench_report [--runs 9]` prints seconds and ratios of medians for the reference agency's report.
All take turns, so that whatever else the machine does hits all alike, after a turn that warms up. Ours counts
everything: the queries, the texts, the workbook and JSON inside the file, tags, catchwords. Bare is `HTML.write_pdf()`
of the same HTML, untagged. Chromium prints the same HTML in two ways: as its command does it, `chromium --headless
--print-to-pdf`, and through a browser and a page that are open already, which nobody without a second service has.
Then the rate at which the same file is served as a published version (see `bench_serving`). Exit code 1 where an aim
is missed: 1.25 of bare, 0.6 of Chromium's command, 0.9 of a static file's rate. The open browser has no aim that
WeasyPrint could reach; its ratio is printed beside.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from .bench_serving import serving

AIMS = {"bare": 1.25, "print-to-pdf": 0.6}
CHROMIUM = "/usr/bin/chromium"
# Nothing that a freshly started browser does in the background may weigh on it.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="turns of each (at least 7)")
    runs = max(7, parser.parse_args().runs)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itaportal.settings")
        import django

        django.setup()
        return _run(runs, Path(folder))


def _run(runs: int, folder: Path) -> int:
    import weasyprint
    from django.core.management import call_command
    from playwright.sync_api import sync_playwright

    from assessments.models import Assessment
    from itaportal.formats.html import pdf_html
    from itaportal.formats.pdf.build import BASE_URL, STATIC, PackagedFiles, report_pdf
    from itaportal.report.building import load_report
    from itaportal.report.document import AgencyReport

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    assessment = Assessment.objects.select_related("agency").get()

    def report() -> AgencyReport:
        return load_report(Assessment.objects.all(), assessment.agency.slug, assessment.fiscal_year)

    html = pdf_html(report())
    file = folder / "report.html"
    file.write_text(html.replace('href="css/', f'href="{STATIC.as_uri()}/css/'), encoding="utf-8")

    with sync_playwright() as playwright:
        where = CHROMIUM if Path(CHROMIUM).exists() else playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=where, args=QUIET)
        page = browser.new_page()

        def print_to_pdf() -> bytes:
            printed = folder / "printed.pdf"
            given = ["--headless", *QUIET, f"--user-data-dir={folder}/profile", "--no-pdf-header-footer"]
            command = [where, *given, f"--print-to-pdf={printed}", file.as_uri()]
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
            return printed.read_bytes()

        def open_browser() -> bytes:
            page.goto(file.as_uri())
            page.evaluate("document.fonts.ready.then(() => null)")
            return page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)

        parts: dict[str, Callable[[], bytes | None]] = {
            "ours": lambda: report_pdf(report()),
            "bare": lambda: weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=PackagedFiles()).write_pdf(),
            "print-to-pdf": print_to_pdf,
            "open browser": open_browser,
        }
        seconds = _measured(parts, runs)
        browser.close()
    return max(_printed(seconds), serving(folder, report_pdf(report())))


def _measured(parts: dict[str, Callable[[], bytes | None]], runs: int) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {name: [] for name in parts}
    for turn in range(runs + 1):
        for name, part in parts.items():
            started = time.perf_counter()
            result = part()
            taken = time.perf_counter() - started
            assert result
            assert result.startswith(b"%PDF")
            if turn:  # the first turn warms up
                seconds[name].append(taken)
    return seconds


def _printed(seconds: dict[str, list[float]]) -> int:
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    for name, median in medians.items():
        sys.stdout.write(f"{name:12} median {median:6.3f} s   best {min(seconds[name]):6.3f} s\n")
    missed = 0
    for name, median in medians.items():
        if name == "ours":
            continue
        ratio, aim, verdict = medians["ours"] / median, AIMS.get(name), ""
        if aim:
            verdict = f" (aim ≤ {aim}: {'reached' if ratio <= aim else 'missed'})"
            missed |= ratio > aim
        sys.stdout.write(f"ours / {name}: {ratio:.2f}{verdict}\n")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
