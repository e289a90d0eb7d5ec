"""A published version keeps its words: whatever the portal writes later, the version says what it said."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from itaportal.publishing.kinds import ANALYSIS
from itaportal.report import narrative, snapshot
from itaportal.report.document import Edition
from itaportal.report.narrative import build_document
from tests import factories as make

EDITION = Edition(2, datetime(2026, 11, 28, 18, 30, tzinfo=UTC), "https://ita.example.go.th/chanuwan/2568/v2/")
SUM = "0123456789abcdef" * 4


@pytest.fixture
def report(reference):
    return make.full_report(make.report_of(reference))


def through_json(report, edition=EDITION):
    frozen = json.loads(json.dumps(snapshot.dump(ANALYSIS.freeze(report, edition))))
    return frozen, ANALYSIS.thaw(frozen, SUM)


def test_the_document_comes_back_whole(report):
    frozen, version = through_json(report)
    said = build_document(replace(report, year=replace(report.year, published=True)))
    again = build_document(version)
    assert replace(again, identity=None) == said
    assert again.seal == report.seal
    assert "seal" not in {key for key, value in frozen["report"]["words"].items() if value is not None}
    assert json.loads(json.dumps(snapshot.dump(version))) == frozen


def test_a_version_says_which_it_is(report):
    """The day is the one in Thailand, where it was half past one in the night of the 29th."""
    frozen, version = through_json(report)
    identity = build_document(version).identity
    assert identity.edition == "ฉบับที่ ๒ เผยแพร่ ๒๙ พ.ย. ๒๕๖๙"
    assert identity.address == "https://ita.example.go.th/chanuwan/2568/v2/"
    assert identity.checksum == "0123456789ab"
    assert SUM[:12] not in json.dumps(frozen)


def test_neither_a_draft_nor_an_older_version_says_which_it_is(report):
    assert build_document(report).identity is None
    older = json.loads(json.dumps(snapshot.dump(report)))
    del older["report"]["edition"], older["report"]["words"]
    assert build_document(ANALYSIS.thaw(older, SUM)).identity is None


def test_a_version_is_not_reworded(report, monkeypatch):
    _frozen, version = through_json(report)
    before = build_document(version)
    monkeypatch.setattr(narrative, "RESULT_TITLE", "ถ้อยคำใหม่")
    assert build_document(report).title.startswith("ถ้อยคำใหม่")
    assert build_document(version) == before
    assert "ถ้อยคำใหม่" not in repr(before)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda words: words.update(colour="แดง"), "words.colour"),
        (lambda words: words.pop("title"), "words.title"),
        (lambda words: words["sections"][0]["blocks"][0].update(kind="poem"), r"words.sections\[0\].blocks\[0\]"),
        (lambda words: words["sections"][0]["blocks"][0].pop("kind"), r"words.sections\[0\].blocks\[0\]"),
        (lambda words: words["sections"][0]["blocks"].append("ข้อความ"), r"words.sections\[0\].blocks"),
    ],
    ids=["unknown field", "missing field", "unknown kind", "no kind", "no block"],
)
def test_words_that_cannot_be_read_are_refused_by_place(report, change, place):
    frozen, _version = through_json(report)
    change(frozen["report"]["words"])
    damaged = ANALYSIS.thaw(frozen, SUM)
    with pytest.raises(snapshot.SnapshotError, match=place):
        build_document(damaged)


def test_version_day_address_and_words_are_no_content(report):
    """What a person reviewed, and whether anything has changed, hang on none of them."""
    _frozen, version = through_json(report)
    _frozen, other = through_json(report, Edition(3, datetime(2027, 1, 1, tzinfo=UTC)))
    assert ANALYSIS.content(version) == ANALYSIS.content(other) == ANALYSIS.content(report)
    assert ANALYSIS.differences(version, report) == ()
