"""How the rules of a font place Thai marks on consonants, as far as `build_font` needs it."""

from __future__ import annotations

from dataclasses import dataclass

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables as ot


@dataclass(frozen=True)
class Placed:
    """A glyph of the original font at its place inside a cluster."""

    glyph: str
    x: int
    y: int


class Shaper:
    """The few rules of Sarabun that place marks on consonants: a small, exact stand-in for HarfBuzz.

    HarfBuzz itself is not used, so that the built files depend on the sources and on these scripts alone.
    """

    def __init__(self, font: TTFont) -> None:
        self.font = font
        self.substitutions: list[ot.Lookup] = font["GSUB"].table.LookupList.Lookup
        self.classes: dict[str, int] = font["GDEF"].table.GlyphClassDef.classDefs
        self.attachment: dict[str, int] = font["GDEF"].table.MarkAttachClassDef.classDefs
        self.ccmp = feature_lookups(font, "GSUB", "ccmp")
        positions: list[ot.Lookup] = font["GPOS"].table.LookupList.Lookup
        marks = [i for tag in ("mark", "mkmk") for i in feature_lookups(font, "GPOS", tag)]
        self.mark_lookups = [positions[i] for i in marks]

    def place(self, glyphs: list[str]) -> tuple[list[Placed], int]:
        """Return the glyphs that stand for the given ones, with their places, and the width of the whole."""
        glyphs = list(glyphs)
        for index in self.ccmp:
            position = 0
            while position < len(glyphs):
                position += self.substitute(index, glyphs, position) or 1
        placed: list[Placed] = []
        advance = 0
        for position, glyph in enumerate(glyphs):
            x, y = self.attach(glyphs, placed, position) or (advance, 0)
            placed.append(Placed(glyph, x, y))
            advance += self.font["hmtx"][glyph][0]
        return placed, advance

    def substitute(self, index: int, glyphs: list[str], at: int) -> int:
        """Apply a GSUB lookup in place at one position; return how many glyphs were dealt with, 0 if none."""
        lookup = self.substitutions[index]
        for table in lookup.SubTable:
            if lookup.LookupType == 1 and glyphs[at] in table.mapping:
                glyphs[at] = table.mapping[glyphs[at]]
                return 1
            if lookup.LookupType == 2 and glyphs[at] in table.mapping:
                glyphs[at : at + 1] = table.mapping[glyphs[at]]
                return len(table.mapping[glyphs[at]])
            if lookup.LookupType == 4:
                for ligature in table.ligatures.get(glyphs[at], ()):
                    end = at + 1 + len(ligature.Component)
                    if glyphs[at + 1 : end] == ligature.Component:
                        glyphs[at:end] = [ligature.LigGlyph]
                        return 1
            if lookup.LookupType == 6 and self.context_matches(table, glyphs, at):
                for record in table.SubstLookupRecord:
                    self.substitute(record.LookupListIndex, glyphs, at + record.SequenceIndex)
                return len(table.InputCoverage)
        return 0

    @staticmethod
    def context_matches(table: ot.ChainContextSubst, glyphs: list[str], at: int) -> bool:
        """Tell whether a chaining context (format 3, the only one Sarabun has) matches at a position."""
        before = list(reversed(table.BacktrackCoverage))
        here = [*before, *table.InputCoverage, *table.LookAheadCoverage]
        start = at - len(before)
        if start < 0 or start + len(here) > len(glyphs):
            return False
        return all(glyphs[start + i] in coverage.glyphs for i, coverage in enumerate(here))

    def attach(self, glyphs: list[str], placed: list[Placed], position: int) -> tuple[int, int] | None:
        """Return the place of a mark on the base or mark before it; the last lookup that applies wins."""
        place = None
        for lookup in self.mark_lookups:
            target = self.attachment_target(lookup, glyphs, position)
            if target is None:
                continue
            for table in lookup.SubTable:
                anchors = anchor_pair(lookup.LookupType, table, glyphs[position], glyphs[target])
                if anchors:
                    mark, other = anchors
                    place = (
                        placed[target].x + other.XCoordinate - mark.XCoordinate,
                        placed[target].y + other.YCoordinate - mark.YCoordinate,
                    )
                    break
        return place

    def attachment_target(self, lookup: ot.Lookup, glyphs: list[str], position: int) -> int | None:
        """Find the glyph that a mark attaches to: the base, or the mark of its own kind just before it."""
        wanted = lookup.LookupFlag >> 8  # only marks of this attachment class are looked at; 0 means all
        for target in range(position - 1, -1, -1):
            is_mark = self.classes.get(glyphs[target]) == 3
            if lookup.LookupType == 4 and not is_mark:
                return target
            if lookup.LookupType == 6 and not is_mark:
                return None
            if lookup.LookupType == 6 and wanted in (0, self.attachment.get(glyphs[target])):
                return target
        return None


def anchor_pair(kind: int, table: ot.BaseTable, mark: str, other: str) -> tuple[ot.Anchor, ot.Anchor] | None:
    """Return the anchors of a mark and of the base (kind 4) or mark (kind 6) it sits on, if there are."""
    if kind == 4:
        marks, records = table.MarkCoverage.glyphs, table.MarkArray.MarkRecord
        others, anchors = table.BaseCoverage.glyphs, [r.BaseAnchor for r in table.BaseArray.BaseRecord]
    else:
        marks, records = table.Mark1Coverage.glyphs, table.Mark1Array.MarkRecord
        others, anchors = table.Mark2Coverage.glyphs, [r.Mark2Anchor for r in table.Mark2Array.Mark2Record]
    if mark not in marks or other not in others:
        return None
    record = records[marks.index(mark)]
    anchor = anchors[others.index(other)][record.Class]
    return (record.MarkAnchor, anchor) if anchor else None


def feature_lookups(font: TTFont, table: str, tag: str) -> list[int]:
    """Return the numbers of the lookups behind a feature of the Thai script, in the order of their use."""
    return sorted({i for feature in thai_features(font, table, tag) for i in feature.LookupListIndex})


def thai_features(font: TTFont, table: str, tag: str) -> list[ot.Feature]:
    """Return what the Thai script has under a feature's tag in GSUB or GPOS."""
    records = font[table].table.FeatureList.FeatureRecord
    scripts = {record.ScriptTag: record.Script for record in font[table].table.ScriptList.ScriptRecord}
    numbers = scripts["thai"].DefaultLangSys.FeatureIndex
    return [records[number].Feature for number in numbers if records[number].FeatureTag == tag]
