"""Keep hyphens out of line ends, where PDF readers take them for hyphenation and leave them out.

The exact text of a PDF is the work of the font (see scripts/build_font.py). One thing is left that no font
can settle: a reader that meets "2568-" at the end of a line and "2569" on the next joins them to "25682569"
(pdftotext), or puts a mark of its own in place of the hyphen (PDFium). The words around a hyphen are
therefore kept on one line.
"""

from __future__ import annotations

import re
from html import escape

LONGEST = 24  # characters; longer words may be broken, as they would stick out of a narrow column


def hold_hyphens(text: str, longest: int = LONGEST) -> str:
    """Return text as HTML, words with a hyphen inside ``<span class="nobreak">``.

    A hyphen that stands between spaces is held together with the word after it. The stylesheet has to say
    ``.nobreak { white-space: nowrap }``. Pass the longest word that surely fits the column.

    >>> hold_hyphens("ปี 2568-2569 & ต.ค. - ก.ย.")
    'ปี <span class="nobreak">2568-2569</span> &amp; ต.ค. <span class="nobreak">- ก.ย.</span>'
    """
    held = re.compile(rf"(?<!\S)(?=\S*-)(?:-\s)?\S{{1,{longest}}}(?!\S)")
    html, end = [], 0
    for match in held.finditer(text):
        html += [escape(text[end : match.start()]), f'<span class="nobreak">{escape(match.group())}</span>']
        end = match.end()
    return "".join([*html, escape(text[end:])])
