"""Where a browser ended the lines of a page, and which of the ends fall inside a Thai word or a term.

Browsers break Thai with a dictionary of their own, of short words, and cannot be told another. What is set is read from
the page letter by letter and measured as the report's lines are (see `tests/formats/pdf/renderedlines.py`).
"""

from collections.abc import Iterable

from playwright.sync_api import Page

from ..formats.pdf.renderedlines import Paragraph, broken_syllables, broken_terms, broken_words
from .checks import wait_for_fonts

# Every visible block's lines of text. A letter that stands to the left of the one before it and lower begins a line.
_LINES = """() => {
  const blocks = new Map(), unread = 'script, style, svg, textarea, select, option, .visually-hidden';
  const inline = node => /^(inline|contents)$/.test(getComputedStyle(node).display);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    let block = node.parentElement;
    if (!/\\S/.test(node.data) || block.closest(unread)) continue;
    while (inline(block) && block !== document.body) block = block.parentElement;
    if (!blocks.has(block)) blocks.set(block, { lines: [''], last: null });
    const found = blocks.get(block), range = document.createRange();
    for (let place = 0; place < node.data.length; place++) {
      range.setStart(node, place);
      range.setEnd(node, place + 1);
      const rect = range.getClientRects()[0], letter = node.data[place];
      if (!rect || !rect.width || /\\s/.test(letter)) {
        found.lines[found.lines.length - 1] += letter;
        continue;
      }
      if (found.last && rect.left < found.last.left - 1 && rect.top > found.last.top + 4) found.lines.push('');
      found.lines[found.lines.length - 1] += letter;
      found.last = { left: rect.left, top: rect.top };
    }
  }
  return [...blocks].filter(([, found]) => found.last).map(([block, found]) => {
    const room = Math.floor(block.clientWidth / (0.65 * parseFloat(getComputedStyle(block).fontSize)));
    return [found.lines, block.closest('td, th') ? Math.min(room, 12) : room];
  });
}"""
ROOM = {1280: 30, 360: 20}  # letters that surely fit a line of text at a width of the screen


def broken_lines(page: Page, names: Iterable[str] = ()) -> list[str]:
    """The words, terms and `names` of the page inside which a line ends although they have room on one."""
    room = ROOM[page.viewport_size["width"]]
    wait_for_fonts(page)
    found = []
    for lines, width in page.evaluate(_LINES):
        fit = min(width, room)
        paragraph = Paragraph(" ".join("".join(lines).split()), tuple(" ".join(line.split()) for line in lines), fit)
        for broken in (broken_words(paragraph), broken_terms(paragraph, names), broken_syllables(paragraph)):
            found += [f"{word} at one of {_ends(paragraph, word)}" for word in broken]
    return found


def _ends(paragraph: Paragraph, word: str) -> list[str]:
    """The line ends at which a word may have been found broken, for a reader of the failure."""
    parts = {word[:place] for place in range(1, len(word))}
    pairs = zip(paragraph.lines, paragraph.lines[1:], strict=False)
    return [
        f"{line[-12:]} | {after[:12]}" for line, after in pairs if any(line.strip().endswith(part) for part in parts)
    ]
