#!/usr/bin/env python3
"""Draw `static/img/social.png`, the picture shown of a link that is passed on, with Chromium and our own fonts.

    python scripts/build_social.py

It names the portal alone, no agency and no figure, so that it never grows old.
"""

import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "static" / "img" / "social.png"
PAGE = """<!doctype html><html lang="th"><meta charset="utf-8"><link rel="stylesheet" href="{tokens}"><style>
body {{ margin: 0; width: 1200px; height: 630px; box-sizing: border-box; padding: 84px 96px;
  display: flex; flex-direction: column; justify-content: space-between; background: #fbfaf7; color: #1c2430;
  font-family: Sarabun; border-bottom: 18px solid #1f4e79; }}
header {{ display: flex; gap: 24px; align-items: center; font-size: 44px; font-weight: 700; }}
img {{ width: 76px; height: 76px; border-radius: 16px; }}
h1 {{ margin: 0; font-size: 82px; line-height: 1.3; font-weight: 700; }}
p {{ margin: 0; font-size: 38px; color: #56606e; }}
ul {{ list-style: none; margin: 0; padding: 0; display: flex; gap: 56px; font-size: 38px; font-weight: 700; }}
li::before {{ content: ""; display: inline-block; width: 22px; height: 22px; border-radius: 50%; margin-right: 14px;
  background: currentColor; }}
</style><body><header><img src="{icon}" alt="">ITA Portal</header>
<div><h1>ผลการประเมินคุณธรรม<br>และความโปร่งใส</h1><p>ของหน่วยงานภาครัฐ เหตุผล และมาตรการของปีถัดไป</p></div>
<ul><li style="color:#0f766e">IIT</li><li style="color:#92580a">EIT</li><li style="color:#6d28d9">OIT</li></ul>
</body></html>"""


def main() -> None:
    """Write the picture."""
    source = ROOT / "static" / "social-draft.html"
    source.write_text(PAGE.format(tokens="css/tokens.css", icon="img/favicon.svg"), encoding="utf-8")
    try:
        with sync_playwright() as playwright:
            executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1200, "height": 630})
            page.goto(source.as_uri())
            page.evaluate("document.fonts.ready.then(() => true)")
            page.screenshot(path=TARGET)
            browser.close()
    finally:
        source.unlink()
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
