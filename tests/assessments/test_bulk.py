"""The writer of many years: held against the writer of one, history included, and rolled back as a whole."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from assessments import actions, bulk
from assessments.actions import ScoreEntry
from assessments.bulk import Field, Outcome, State, YearEntry, compare_with_stored, publish_years, save_years
from assessments.models import Agency, Assessment, Criteria, IndicatorScore
from tests.factories import REFERENCE, D

pytestmark = pytest.mark.django_db
OWN = {"id", "history_id", "assessment_id", "agency_id", "updated_at", "history_date", "published_at"}


def made(slug, name, short_name) -> Agency:
    return Agency.objects.create(slug=slug, name=name, short_name=short_name, kind="อบต.", province="ร้อยเอ็ด")


def entry(place, year=2568, scores=None, **year_fields) -> YearEntry:
    values = {Field(number, "score"): score for number, score in (REFERENCE if scores is None else scores).items()}
    return YearEntry(place.pk, year, values | {Field(0, name): value for name, value in year_fields.items()})


def single(place, scores, year=2568, **year_fields) -> None:
    """The same through the writer of one assessment: what is not given is kept, as a file means it."""
    found = Assessment.objects.filter(agency=place, fiscal_year=year).first()
    assessment = found or Assessment(agency=place, fiscal_year=year)
    for name, value in year_fields.items():
        setattr(assessment, name, value)
    actions.save_assessment(
        assessment=assessment, entries=[ScoreEntry(number, score) for number, score in scores.items()], by=None
    )


def rows(place, model) -> list[dict]:
    """What is stored of an agency, without keys and clocks."""
    key = "agency" if hasattr(model, "agency") else "assessment__agency"
    found = model.objects.filter(**{key: place}).order_by("pk").values()
    return [{name: value for name, value in row.items() if name not in OWN} for row in found]


def history(place, model) -> list[dict]:
    kept = []
    for record in model.history.order_by("history_id").values():
        owner = record.get("agency_id") or Assessment.objects.get(pk=record["assessment_id"]).agency_id
        if owner == place.pk:
            # The writer of one writes an assessment before it knows its result.
            dropped = OWN | {name for name in record if name.startswith("result_")}
            kept.append({name: value for name, value in record.items() if name not in dropped})
    return kept


@pytest.fixture
def places(criteria):
    return [made(slug, f"หน่วยงาน {slug}", slug) for slug in ("one", "two")]


STEPS = [
    (REFERENCE, {}),
    (REFERENCE, {}),
    ({**REFERENCE, 1: D(50)}, {}),
    ({}, {"eit_part_1": D("97.41"), "eit_part_2": D("99.99"), "target": D(95)}),
    ({9: D(95), 10: D("95.01")}, {"published_overall": D("98.22"), "published_level": "ผ่านดีเยี่ยม"}),
]


def test_both_writers_leave_the_same_rows_and_the_same_history(places):
    one, two = places
    for scores, year_fields in STEPS:
        single(one, scores, **year_fields)
        save_years(entries=[entry(two, scores=scores, **year_fields)], by=None)
        for model in (Assessment, IndicatorScore):
            assert rows(one, model) == rows(two, model)
            assert history(one, model) == history(two, model)
    assert rows(two, Assessment)[0]["result_overall"] is not None
    assert len(history(two, IndicatorScore)) == 13


@pytest.mark.parametrize(
    ("parts", "level"),
    [
        # EIT of 96.00, everything else 100.00. Both parts known, one of them, none: levels worked out by hand.
        ((None, None), ""),  # each part between 92 and 100: ผ่านดีเยี่ยม or ผ่านดี
        (("95.00", "97.00"), "ผ่านดีเยี่ยม"),
        (("94.99", "97.01"), "ผ่านดี"),
        (("97.00", None), "ผ่านดีเยี่ยม"),  # the other is 95.00 or 95.01
        ((None, "97.02"), "ผ่านดี"),  # the other is 94.98 or 94.99
        (("97.01", None), ""),  # the other is 94.99 or 95.00
    ],
)
def test_both_writers_store_the_same_level_whatever_is_known_of_the_parts(places, parts, level):
    one, two = places
    scores = dict.fromkeys(range(1, 11), D(100)) | dict.fromkeys((6, 7, 8), D(96))
    known = {name: part and D(part) for name, part in zip(("eit_part_1", "eit_part_2"), parts, strict=True)}
    given = {name: part for name, part in known.items() if part is not None}
    single(one, scores, **given)
    save_years(entries=[entry(two, scores=scores, **given)], by=None)  # created
    for _ in range(2):
        for place in places:
            (stored,) = rows(place, Assessment)
            assert stored["result_level"] == level
            results = [stored[name] for name in ("result_overall", "result_iit", "result_eit", "result_oit")]
            assert results == [D("98.80"), 100, 96, 100]
        # The same reached by changing: the parts given later, to a year with other scores.
        Assessment.objects.all().delete()
        single(one, {number: D(50) for number in scores})
        save_years(entries=[entry(two, scores={number: D(50) for number in scores})], by=None)
        single(one, scores, **given)
        save_years(entries=[entry(two, scores=scores, **given)], by=None)


def test_a_line_that_is_added_later_gets_its_history_too(places):
    one, two = places
    for scores in ({1: D(10), 2: D(20)}, {3: D(30)}, {3: D(31), 4: D(40)}):
        single(one, scores)
        save_years(entries=[entry(two, scores=scores)], by=None)
    assert rows(one, IndicatorScore) == rows(two, IndicatorScore)
    # Within one save, changed lines and added ones may be recorded in another order.
    assert sorted(map(str, history(one, IndicatorScore))) == sorted(map(str, history(two, IndicatorScore)))


def test_a_year_of_which_only_the_overall_is_kept(places):
    save_years(entries=[entry(places[0], 2561, {}, published_overall=D("70.5"))], by=None)
    stored = Assessment.objects.get()
    assert (stored.result_overall, stored.result_iit) == (D("70.5"), None)


def test_history_names_the_person(places, django_user_model):
    malee = django_user_model.objects.create_user("malee")
    save_years(entries=[entry(places[0])], by=malee)
    save_years(entries=[entry(places[0], scores={1: D(1)})], by=malee)
    for model in (Assessment.history.model, IndicatorScore.history.model):
        assert set(model.objects.values_list("history_user_id", flat=True)) == {malee.pk}
    kinds = IndicatorScore.history.order_by("history_id").values_list("history_type", flat=True)
    assert list(kinds) == ["+"] * 10 + ["~"]


def test_more_than_a_chunk_is_counted_and_reported(criteria, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 2)
    many = [made(f"a{n}", f"หน่วยงาน {n}", f"{n}") for n in range(5)]
    save_years(entries=[entry(many[0])], by=None)
    seen = []
    entries = [entry(many[0]), entry(many[1]), entry(many[2]), entry(many[3]), entry(many[4])]
    outcome = save_years(entries=entries, by=None, progress=lambda done, of: seen.append((done, of)))
    assert outcome == Outcome(new=4, same=1)
    assert seen == [(2, 5), (4, 5), (5, 5)]
    assert Assessment.objects.filter(result_overall=D("95.48")).count() == 5


@pytest.mark.parametrize(
    "wrong",
    [
        lambda place: entry(place, 2599),
        lambda place: entry(place, 2568, {11: D(5)}),
        lambda place: entry(place, 2568, {1: D("100.01")}),
        lambda place: entry(place, 2568, {1: D("NaN")}),
    ],
)
def test_one_wrong_year_undoes_all(places, wrong, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 1)
    with pytest.raises(ValidationError):
        save_years(entries=[entry(places[0]), wrong(places[1])], by=None)
    models = [Assessment, IndicatorScore, Assessment.history.model, IndicatorScore.history.model]
    assert [model.objects.count() for model in models] == [0, 0, 0, 0]


def test_a_figure_that_only_the_database_refuses_undoes_all_too(places):
    with pytest.raises(IntegrityError):
        save_years(entries=[entry(places[0], 2561, {}, published_overall=D(200))], by=None)


def test_the_same_year_twice_is_an_error_of_the_program(places):
    with pytest.raises(ValueError, match="twice"):
        save_years(entries=[entry(places[0]), entry(places[0])], by=None)


def test_compare_writes_nothing_and_tells_old_and_new(places):
    save_years(entries=[entry(places[0])], by=None)
    changed, new = compare_with_stored(
        [entry(places[0], scores={1: D(1), 2: D(100)}), entry(places[1], scores={1: D(2)})]
    )
    assert (changed.state, changed.changes) == (State.CHANGED, [(Field(1, "score"), D("99.02"), D(1))])
    assert (new.state, new.changes) == (State.NEW, [(Field(1, "score"), None, D(2))])
    assert IndicatorScore.objects.get(indicator__number=1).score == D("99.02")


def test_a_year_under_other_criteria_is_graded_again(places):
    save_years(entries=[entry(places[0])], by=None)
    old = Criteria.objects.for_year(2568)
    old.last_year = 2567
    old.save()
    new = Criteria.objects.for_year(2569)
    new.first_year = 2568
    new.save()
    save_years(entries=[entry(places[0], scores={1: D(50)})], by=None)
    stored = Assessment.objects.get()
    assert stored.criteria == new
    assert [(line.indicator.number, line.score) for line in stored.scores.all()] == [(1, D(50))]


def test_query_count_does_not_grow_with_the_agencies_of_a_chunk(criteria):
    counts = []
    for many in (1, 20):
        entries = [entry(made(f"a{many}-{n}", f"หน่วยงาน {many} {n}", f"{n}")) for n in range(many)]
        for scores in (REFERENCE, {1: D(50)}):
            with CaptureQueriesContext(connection) as queries:
                save_years(
                    entries=[
                        YearEntry(e.agency_id, 2568, {Field(k, "score"): v for k, v in scores.items()}) for e in entries
                    ],
                    by=None,
                )
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_publishing_many_leaves_unscored_years_drafts(places):
    save_years(entries=[entry(places[0]), entry(places[1], scores={1: D(5)})], by=None)
    assert publish_years(assessments=Assessment.objects.all(), by=None) == 1
    assert [each.agency.slug for each in Assessment.objects.published()] == ["one"]
    assert Assessment.history.filter(history_type="~", status="published").count() == 1
