#!/usr/bin/env python3
"""Build "ITA Sarabun", the font family of the PDF report, from the unmodified Sarabun.

    python -m scripts.build_font            write static/fonts/ITASarabun-{Regular,Bold}.ttf
    python -m scripts.build_font --check    build in memory, exit 1 if a written file differs

Why a derived font. A PDF keeps, for every glyph of a font, the one piece of text that readers take out for
it. Thai vowel and tone marks are separate glyphs without a width of their own, drawn over the consonant
before them, and that goes wrong in two ways:

* SARA AM (ำ) is shaped as two glyphs, NIKHAHIT (ํ) and SARA AA (า), which share one character: it comes out as
  า, or ำ and า are mixed up in the whole document;
* readers that put glyphs in order by their place on the page swap marks and their neighbours.

ITA Sarabun draws each consonant together with its marks as one glyph, e.g. "กี่" or "น้ำ". Such a glyph has a
width, its text is the whole cluster, and nothing is left to be put in order. The glyphs are composites of the
original outlines, placed where the original's own rules (GSUB ``ccmp``, GPOS ``mark`` and ``mkmk``) put them,
so the look is unchanged. A sequence that is not in the tables below is left wholly to the original's rules.

What no font can tell apart, as HarfBuzz hands over the same glyphs: SARA AM and the pair NIKHAHIT, SARA AA; a
tone mark before and after a lower vowel. Texts are to be stored in one spelling (ำ; NFC, never NFKC).

The family needs a name of its own: an installed Sarabun would otherwise be taken in its place.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections import defaultdict
from itertools import product
from pathlib import Path

from fontTools.otlLib import builder as otl
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables as ot
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

from scripts.font_shaping import Placed, Shaper, feature_lookups, thai_features

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
SOURCES = {"Regular": "Sarabun-Regular.ttf", "Bold": "Sarabun-Bold.ttf"}
FAMILY = "ITA Sarabun"
REVISION = "1"  # counts our changes; the version of Sarabun itself stays in front of it
NOTE = (
    "Modified by ITA Portal: consonants are drawn together with their vowel and tone marks as one glyph "
    "each, so that the text of a PDF can be copied and searched exactly. "
    "Derived from Sarabun by Cadson Demak."
)

# Thai characters in the order in which HarfBuzz hands them to the font: it splits SARA AM (U+0E33) into
# NIKHAHIT and SARA AA, moves that NIKHAHIT before a tone mark, and moves lower vowels before tone marks.
BASES = tuple(range(0x0E01, 0x0E2F))  # ก … ฮ with ฤ and ฦ
NIKHAHIT, SARA_AA = 0x0E4D, 0x0E32
LOWER = (0x0E38, 0x0E39)  # ุ ู
PHINTHU = 0x0E3A
UPPER = (0x0E31, 0x0E34, 0x0E35, 0x0E36, 0x0E37, 0x0E47)  # ั ิ ี ึ ื ็
TONES = (0x0E48, 0x0E49, 0x0E4A, 0x0E4B)  # ่ ้ ๊ ๋
THANTHAKHAT, YAMAKKAN = 0x0E4C, 0x0E4E
MARKS = (*UPPER, NIKHAHIT, *LOWER, PHINTHU, *TONES, THANTHAKHAT, YAMAKKAN)

# Pairs of marks, as products of two sets: the font asks for them as products (see `add_cluster_lookups`).
PAIRS: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((*UPPER, NIKHAHIT, *LOWER), (*TONES, THANTHAKHAT)),  # ที่ สู้ สิทธิ์ พันธุ์
    ((PHINTHU,), (*UPPER, NIKHAHIT, *TONES)),  # minority languages in Thai letters
    ((0x0E34, *LOWER), (NIKHAHIT,)),  # Pali: กึ written as กิํ, กาตุํ
    ((*TONES, THANTHAKHAT), UPPER),  # a frequent slip in typing: น่ี for นี่, สิทธ์ิ for สิทธิ์
)
# What may follow the consonant in a word with SARA AM: ำ, ่ำ, and the slip ำ่.
SARA_AM_TAILS = (
    (NIKHAHIT, SARA_AA),
    *((NIKHAHIT, tone, SARA_AA) for tone in TONES),
    *((NIKHAHIT, SARA_AA, tone) for tone in TONES),
)

Ligatures = dict[tuple[str, ...], str]  # the glyph that stands for a sequence of glyphs


def cluster_tails() -> list[tuple[int, ...]]:
    """All that is drawn together with a consonant: one mark, a pair of marks, or marks with SARA AM."""
    pairs = {pair for first, second in PAIRS for pair in product(first, second)}
    return [*((mark,) for mark in MARKS), *sorted(pairs), *SARA_AM_TAILS]


def add_composite(font: TTFont, name: str, parts: list[Placed], width: int) -> None:
    """Add a glyph that draws other glyphs at their places."""
    glyf = font["glyf"]
    glyph = Glyph()
    glyph.numberOfContours = -1
    glyph.components = []
    for part in parts:
        component = GlyphComponent()
        component.glyphName, component.x, component.y = part.glyph, part.x, part.y
        component.flags = 0x0004 | 0x0002  # whole units; x and y are offsets
        glyph.components.append(component)
    glyf[name] = glyph
    glyph.recalcBounds(glyf)
    font["hmtx"][name] = (width, glyph.xMin)
    font["GDEF"].table.GlyphClassDef.classDefs[name] = 1  # a base: it has a width and nothing attaches to it


def add_clusters(font: TTFont) -> Ligatures:
    """Add one glyph for every consonant with every tail; return the glyph sequences they stand for."""
    shaper = Shaper(font)
    cmap = font.getBestCmap()
    ligatures = {}
    for base, tail in product(BASES, cluster_tails()):
        glyphs = tuple(cmap[character] for character in (base, *tail))
        parts, width = shaper.place(list(glyphs))
        name = "uni" + "".join(f"{character:04X}" for character in (base, *tail))
        add_composite(font, name, parts, width)
        ligatures[glyphs] = name
    return ligatures


def add_loose_sara_am(font: TTFont) -> Ligatures:
    """Rejoin a SARA AM that no cluster takes (without a consonant, or after a senseless sequence of marks).

    As two glyphs it would teach the PDF that every า is ำ. The font's own glyph for ำ is of no use here: the
    original rules, which come after ours, would split it again.
    """
    cmap = font.getBestCmap()
    shaper = Shaper(font)
    ligatures = {}
    for tail in SARA_AM_TAILS:
        if tail[-1] == SARA_AA:
            glyphs = tuple(cmap[character] for character in tail)
            parts, width = shaper.place(list(glyphs))
            name = "uni" + "".join(f"{character:04X}" for character in tail)
            add_composite(font, name, parts, width)
            ligatures[glyphs] = name
    return ligatures


def split_encoded_ligatures(font: TTFont) -> None:
    """Give ﬁ and ﬂ (U+FB01, U+FB02) glyphs of their own, apart from those that f + i and f + l turn into.

    One glyph has one text: without this a document with both would read one of them as the other.
    """
    lookups = font["GSUB"].table.LookupList.Lookup
    joined = {
        ligature.LigGlyph
        for index in feature_lookups(font, "GSUB", "liga")
        for table in lookups[index].SubTable
        for ligatures in table.ligatures.values()
        for ligature in ligatures
    }
    copies: dict[str, str] = {}
    for table in font["cmap"].tables:
        for character, glyph in table.cmap.items():
            if glyph in joined:
                if glyph not in copies:
                    copies[glyph] = f"uni{character:04X}"
                    add_composite(font, copies[glyph], [Placed(glyph, 0, 0)], font["hmtx"][glyph][0])
                table.cmap[character] = copies[glyph]


def add_cluster_lookups(font: TTFont, clusters: Ligatures, loose: Ligatures) -> None:
    """Put the substitutions for clusters before all others in the Thai ``ccmp`` feature.

    ``ccmp`` because it cannot be switched off: letter spacing, for one, disables ligatures proper. The new
    lookups:

    0. contexts, tried in order: long sequences that are no cluster are left alone (so that no part of them is
       taken out of the original's rules), then each kind of cluster calls lookup 1;
    1. consonant with tail → cluster glyph, on call only;
    2. SARA AM that is left over → one glyph.
    """
    table = font["GSUB"].table
    cmap = font.getBestCmap()
    base = {cmap[character] for character in BASES}
    mark = {cmap[character] for character in MARKS}
    tone = {cmap[character] for character in TONES}
    nikhahit, sara_aa = {cmap[NIKHAHIT]}, {cmap[SARA_AA]}
    leave, join = False, True
    rules: list[tuple[bool, list[set[str]]]] = [
        (leave, [base, mark, mark, mark]),
        (leave, [base, mark, nikhahit, sara_aa]),
        (join, [base, nikhahit, tone, sara_aa]),
        (join, [base, nikhahit, sara_aa, tone]),
        (join, [base, nikhahit, sara_aa]),
        *((join, [base, {cmap[c] for c in first}, {cmap[c] for c in second}]) for first, second in PAIRS),
        (leave, [base, mark, mark]),
        (join, [base, mark]),
    ]

    new = 3  # the numbers of all present lookups go up by as many
    for lookup in table.LookupList.Lookup:
        for subtable in lookup.SubTable:
            for record in getattr(subtable, "SubstLookupRecord", None) or ():
                record.LookupListIndex += new
    for feature in table.FeatureList.FeatureRecord:
        feature.Feature.LookupListIndex = [i + new for i in feature.Feature.LookupListIndex]
    glyph_map = font.getReverseGlyphMap()
    contexts = make_lookup(6, [context(glyph_map, sequence, 1 if call else None) for call, sequence in rules])
    joins = [make_lookup(4, ligature_tables(ligatures)) for ligatures in (clusters, loose)]
    table.LookupList.Lookup[:0] = [contexts, *joins]
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    for feature in thai_features(font, "GSUB", "ccmp"):
        feature.LookupListIndex = [0, 2, *feature.LookupListIndex]
        feature.LookupCount = len(feature.LookupListIndex)


def context(glyph_map: dict[str, int], sequence: list[set[str]], call: int | None) -> ot.ChainContextSubst:
    """Return a context that matches a sequence of glyph sets, and then calls a lookup or does nothing."""
    table = ot.ChainContextSubst()
    table.Format = 3
    table.BacktrackCoverage, table.LookAheadCoverage = [], []
    table.InputCoverage = [otl.buildCoverage(glyphs, glyph_map) for glyphs in sequence]
    table.SubstLookupRecord = []
    if call is not None:
        record = ot.SubstLookupRecord()
        record.SequenceIndex, record.LookupListIndex = 0, call
        table.SubstLookupRecord.append(record)
    table.BacktrackGlyphCount, table.LookAheadGlyphCount = 0, 0
    table.InputGlyphCount, table.SubstCount = len(table.InputCoverage), len(table.SubstLookupRecord)
    return table


def ligature_tables(ligatures: Ligatures, bases: int = 12) -> list[ot.LigatureSubst]:
    """Return ligature tables of a dozen first glyphs each: the offsets in one large table would overflow."""
    by_first: dict[str, Ligatures] = defaultdict(dict)
    for glyphs, name in ligatures.items():
        by_first[glyphs[0]][glyphs] = name
    groups = list(by_first.values())
    tables = []
    for start in range(0, len(groups), bases):
        merged: Ligatures = {}
        for group in groups[start : start + bases]:
            merged.update(group)
        tables.append(otl.buildLigatureSubstSubtable(merged))
    return tables


def make_lookup(kind: int, tables: list[ot.BaseTable]) -> ot.Lookup:
    """Return a GSUB lookup without flags."""
    lookup = ot.Lookup()
    lookup.LookupType, lookup.LookupFlag = kind, 0
    lookup.SubTable, lookup.SubTableCount = tables, len(tables)
    return lookup


def rename(font: TTFont, style: str) -> None:
    """Name the font after our family; keep its copyright and licence, and say that it was modified."""
    names = font["name"]
    version = f"{names.getDebugName(5)}; {FAMILY} {REVISION}"
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    new = {
        0: f"{names.getDebugName(0)}. Modified by ITA Portal.",
        1: FAMILY,
        2: style,
        3: f"{version};{postscript}",
        4: f"{FAMILY} {style}",
        5: version,
        6: postscript,
        10: NOTE,
    }
    for name_id, text in new.items():
        names.removeNames(nameID=name_id)
        names.setName(text, name_id, 3, 1, 0x409)
    names.removeNames(nameID=16)
    names.removeNames(nameID=17)


def build(source: Path, style: str) -> bytes:
    """Return the derived font of a source file as bytes; the same sources give the same bytes."""
    font = TTFont(source, recalcTimestamp=False)  # head.modified stays that of the source
    font.cfg["fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER"] = False  # used only where installed
    split_encoded_ligatures(font)
    clusters = add_clusters(font)
    loose = add_loose_sara_am(font)
    add_cluster_lookups(font, clusters, loose)
    rename(font, style)
    font["post"].formatType = 3.0  # no glyph names: nothing in a PDF or a browser uses them
    output = io.BytesIO()
    font.save(output)
    return output.getvalue()


def main(arguments: list[str] | None = None) -> int:
    """Write the fonts, or compare the written ones with what would be built now."""
    parser = argparse.ArgumentParser(description="Build the ITA Sarabun fonts from Sarabun.")
    parser.add_argument("--check", action="store_true", help="compare only, exit 1 on a difference")
    check = parser.parse_args(arguments).check
    stale = 0
    for style, source in SOURCES.items():
        target = FONTS / f"{FAMILY.replace(' ', '')}-{style}.ttf"
        content = build(FONTS / source, style)
        if check:
            if not target.exists() or target.read_bytes() != content:
                print(f"{target.name} is not what scripts/build_font.py builds", file=sys.stderr)
                stale += 1
        else:
            target.write_bytes(content)
            print(f"{target.name}: {len(content):,} bytes")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
