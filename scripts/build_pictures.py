#!/usr/bin/env python3
"""Take the README's pictures of pages again, from the portal as it is now, served as in production.

    .venv/bin/python scripts/build_pictures.py [FOLDER]

Writes `docs/images/*.png` (or into FOLDER): the dashboard, and where the portal has them what-if, comparison and the
dashboard on a phone; two pages of the PDF report. The sample country fills the comparison; the reference agency keeps
its real year alone.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.request import urlopen

import pypdfium2
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tests.serving import served  # noqa: E402  # Django is set up first

YEAR = "/chanuwan/2568/"
# File name, address, width, height, dark. A page that the portal does not have is left out.
PICTURES = [
    ("dashboard", YEAR, 1280, 1150, False),
    ("dashboard-phone", YEAR, 360, 780, False),
    ("what-if", f"{YEAR}what-if/", 1280, 1000, False),
    ("compare", "/compare/", 1280, 1000, False),
]
REPORT_PAGES, MARGIN, DESK = (2, 7), 12, "#d6d3cb"
COUNTRY = ["make_country", "--agencies", "120", "--years", "3"]


def main() -> None:
    """Serve, look, write."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        with served(Path(folder), COUNTRY, ["load_reference", "-v0"]) as address:
            for name, path, width, height, dark in PICTURES:
                page = browser.new_page(
                    viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
                )
                response = page.goto(address + path)
                if response is not None and response.status == 200:
                    page.evaluate("document.fonts.ready.then(() => true)")
                    file = target / f"{name}.png"
                    page.screenshot(path=file)
                    _make_small(file)
                    print(f"{file}: {file.stat().st_size:,} bytes")
                page.close()
            with urlopen(f"{address}{YEAR}report.pdf") as answer:  # noqa: S310  # our own address
                _take_pages(answer.read(), target / "report.png")
        browser.close()


def _take_pages(pdf: bytes, file: Path) -> None:
    """Some pages of the report side by side, a point a pixel."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[number - 1].render(scale=2).to_pil().reduce(2) for number in REPORT_PAGES]
    document.close()
    height = max(page.height for page in pages)
    width = sum(page.width + MARGIN for page in pages)
    picture = Image.new("RGB", (width + MARGIN, height + 2 * MARGIN), DESK)
    x = MARGIN
    for page in pages:
        picture.paste(page, (x, MARGIN + (height - page.height) // 2))
        x += page.width + MARGIN
    # The other method finds the colours of small marks less important than the greys of letters.
    picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file}: {file.stat().st_size:,} bytes")


def _make_small(file: Path) -> None:
    """Few colours are enough for a page without photographs, and make a quarter of the size."""
    picture = Image.open(file).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main()
