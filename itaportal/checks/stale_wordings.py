"""What an own wording still says of figures, levels, names and last year that are others by now. Pure functions.

A wording is held against what it was started from (`background.Basis`). Names in braces follow the figures by
themselves; what was typed does not. Scores are left to the check of numbers, which knows more of them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from assessments.thai import shorten
from itaportal.report.paragraphs import without_placeholders

from .background import Basis

_NAME = re.compile(r"\{([^{}]*)\}")
_FIGURE = re.compile(r"[๐-๙]+\.[๐-๙]+")
_COUNT = re.compile(r"[๐-๙]+")
_DIRECTIONS = ("เพิ่มขึ้น", "ลดลง", "เท่าเดิม", "เท่ากับ")
_COMPARING = ("เทียบปีก่อน", "เพิ่มลดจากปีก่อน")
_SHORTEST = 6  # characters of a phrase that says something by itself


def outdated(text: str, basis: Basis, wording: str, facts: Mapping[str, str], levels: Iterable[str]) -> tuple[str, ...]:
    """Return in Thai what the own wording `text` no longer says rightly; nothing where no fact has changed.

    `wording` is what the portal would write now, unfilled, `facts` what its names are filled with. `levels` are the
    names of all rating levels: ผ่านดี is not said by ผ่านดีเยี่ยม.
    """
    changed = {name: old for name, old in basis.facts.items() if facts.get(name) != old}
    typed = " ".join(without_placeholders(text).split())
    found = [*_facts(typed, changed, basis, facts, tuple(levels)), *_new_comparison(text, basis, wording, facts)]
    if changed:
        found += _phrases(typed, basis.wording, wording)
    return tuple(dict.fromkeys(found))


def _facts(
    typed: str, changed: Mapping[str, str], basis: Basis, facts: Mapping[str, str], levels: tuple[str, ...]
) -> Iterator[str]:
    used = set(_NAME.findall(basis.wording))
    for name, old in changed.items():
        new = facts.get(name, "")
        if not old or (not new and old in facts.values()):
            continue
        if _FIGURE.fullmatch(old):
            continue
        if _COUNT.fullmatch(old):
            said = _says_count(typed, name, old, basis.wording)
        elif old in levels:
            said = _says_level(typed, old, levels)
        else:
            said = _says(typed, old, facts.values())
        if said:
            yield f"ยังกล่าวว่า “{shorten(said)}” แต่ขณะนี้ {{{name}}} {f'คือ “{shorten(new)}”' if new else 'ไม่มีแล้ว'}"
        elif name in _COMPARING:
            yield from _direction(typed, old, new)
        elif name in used:
            yield from _no_longer_listed(typed, name, old, new, basis.facts)


def _says_count(typed: str, name: str, old: str, wording: str) -> str:
    """A count with the word that the portal puts behind it: `๑๐ มาตรการ`."""
    unit = re.search(rf"\{{{re.escape(name)}\}}\s*([ก-๎]{{2,}})", wording)
    match = unit and re.search(rf"(?<![๐-๙.]){old}\s*{re.escape(unit[1])}", typed)
    return match[0] if match else ""


def _says_level(typed: str, old: str, levels: tuple[str, ...]) -> str:
    for longer in sorted((level for level in levels if old in level and level != old), key=len, reverse=True):
        typed = typed.replace(longer, "…")
    match = re.search(rf"(?:ระดับ\s*“?|“){re.escape(old)}”?", typed)
    return match[0].strip("“”") if match else ""


def _says(typed: str, old: str, now: Iterable[str]) -> str:
    for value in now:
        if old in value and old != value:
            typed = typed.replace(value, "…")
    return old if len(old) >= _SHORTEST and old in typed else ""


def _direction(typed: str, old: str, new: str) -> Iterator[str]:
    """A rise that is a fall by now, said without its figure."""
    was, now = (next((word for word in _DIRECTIONS if value.startswith(word)), "") for value in (old, new))
    if was and was != now and was in typed:
        yield f"ยังกล่าวว่า “{was}” แต่ขณะนี้{f'เทียบปีก่อนได้ว่า “{new}”' if new else 'ไม่มีปีก่อนที่เทียบกันได้'}"


def _no_longer_listed(typed: str, name: str, old: str, new: str, facts: Mapping[str, str]) -> Iterator[str]:
    """An indicator that was in a list of the portal and is not any more."""
    for of, indicator in facts.items():
        listed = of.startswith("ชื่อตัวชี้วัดที่") and indicator in old and indicator not in new
        if listed and indicator in typed:
            yield f"ยังกล่าวถึง “{indicator}” ซึ่งเดิมอยู่ใน {{{name}}} แต่ขณะนี้ไม่อยู่แล้ว"


def _phrases(typed: str, then: str, now: str) -> Iterator[str]:
    """What the portal said in its own words then, does not say now, and the wording still does."""
    still = " ".join(now.split())
    for phrase in _pieces(then):
        if phrase not in still and phrase in typed:
            yield f"ยังกล่าวว่า “{shorten(phrase)}” ซึ่งถ้อยคำของระบบตามผลขณะนี้ไม่กล่าวแล้ว"


def _pieces(wording: str) -> list[str]:
    pieces = re.split(r"\s+|\{[^{}]*\}", wording)
    return [piece for piece in pieces if len(piece) >= _SHORTEST and re.search("[ก-๎]", piece)]


def _new_comparison(text: str, basis: Basis, wording: str, facts: Mapping[str, str]) -> Iterator[str]:
    """The year before can be compared with by now, and the wording does not."""
    name = next((name for name in _COMPARING if name in _NAME.findall(wording)), "")
    if name and name not in basis.facts and not set(_NAME.findall(text)) & {*_COMPARING, "คะแนนปีก่อน", "ปีก่อน"}:
        yield f"ถ้อยคำของระบบเทียบกับปีก่อนแล้ว (“{facts.get(name, '')}”) แต่ถ้อยคำนี้ยังไม่กล่าวถึง"
