#!/usr/bin/env python3
"""Take the README's pictures of pages again, from the portal as it is now, served as in production.

    .venv/bin/python scripts/build_pictures.py [FOLDER]

Writes `docs/images/*.png` (or into FOLDER): the dashboard, and where the portal has them what-if, comparison and the
dashboard on a phone. The sample country fills the comparison; the reference agency keeps its real year alone.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tests.serving import served  # noqa: E402

YEAR = "/chanuwan/2568/"
# File name, address, width, height, dark. A page that the portal does not have is left out.
PICTURES = [
    ("dashboard", YEAR, 1280, 1150, False),
    ("dashboard-phone", YEAR, 360, 780, False),
    ("what-if", f"{YEAR}what-if/", 1280, 1000, False),
    ("compare", "/compare/", 1280, 1000, False),
]
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
        browser.close()


def _make_small(file: Path) -> None:
    """Few colours are enough for a page without photographs, and make a quarter of the size."""
    picture = Image.open(file).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main()
