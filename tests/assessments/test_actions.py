"""The one writer of assessments: all or nothing, history of what changed, stored = recomputed."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import actions
from assessments.actions import ScoreEntry
from assessments.models import Agency, Assessment, Criteria, Indicator, IndicatorScore
from tests import factories as make
from tests.factories import REFERENCE, D, entries, tool_scores

pytestmark = pytest.mark.django_db


@pytest.fixture
def malee(django_user_model):
    return django_user_model.objects.create_user("malee")


@pytest.fixture
def somchai(django_user_model):
    return django_user_model.objects.create_user("somchai")


def written() -> dict[str, list]:
    """Every row that a writer may touch, with its history."""
    models = [Agency, Assessment, IndicatorScore, Assessment.history.model, IndicatorScore.history.model]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def stored(assessment: Assessment) -> dict[str, object]:
    """The stored result as it is in the database."""
    names = ["result_overall", "result_iit", "result_eit", "result_oit", "result_level"]
    return Assessment.objects.values(*names).get(pk=assessment.pk)


@pytest.mark.usefixtures("criteria")
class TestSaving:
    def test_new_assessment_with_its_result(self, malee):
        assessment = make.assessment(by=malee)
        assert stored(assessment) == {
            "result_overall": D("95.48"),
            "result_iit": D("99.57"),
            "result_eit": D("98.70"),
            "result_oit": D("90.00"),
            "result_level": "ผ่านดี",
        }
        assert assessment.result_overall == D("95.48")  # the returned object too
        assert assessment.criteria == Criteria.objects.for_year(2568)
        assert {line.indicator.number: line.score for line in assessment.scores.all()} == REFERENCE
        assert not assessment.is_published

    def test_incomplete_scores_are_kept_without_a_result(self):
        assessment = make.assessment({**REFERENCE, 9: None})
        assert stored(assessment) == {
            "result_overall": None,
            "result_iit": D("99.57"),
            "result_eit": D("98.70"),
            "result_oit": None,
            "result_level": "",
        }
        assert make.assessment({}, year=2567).result_overall is None

    def test_an_undetermined_level_is_not_stored(self):
        assessment = make.assessment(tool_scores("100", "90.00", "100"))
        assert (stored(assessment)["result_overall"], stored(assessment)["result_level"]) == (D("97.00"), "")

    def test_a_changed_score_changes_the_stored_result(self):
        assessment = actions.save_assessment(assessment=make.assessment(), entries=[ScoreEntry(9, D(100))], by=None)
        # 95.4814 + 0.2 × 10 = 97.4814; OIT (100 + 90) / 2
        assert (stored(assessment)["result_overall"], stored(assessment)["result_oit"]) == (D("97.48"), D("95.00"))
        assert {line.indicator.number: line.score for line in assessment.scores.all()} == REFERENCE | {9: 100}

    def test_changed_parts_change_the_stored_level(self):
        assessment = make.assessment(tool_scores("100", "90.00", "100"))
        assessment.eit_part_1, assessment.eit_part_2 = D("96.00"), D("84.00")
        assert actions.save_assessment(assessment=assessment, entries=[], by=None).result_level == "ผ่าน"

    @pytest.mark.parametrize("year", [2561, 2562, 2565, 2566, 2568, 2569])
    def test_stored_equals_recomputed(self, year):
        scores = {} if year == 2561 else REFERENCE
        assessment = make.assessment(scores, year=year, published_overall=D("80.00"), published_level="สูง")
        fresh = Assessment.objects.with_scores().get(pk=assessment.pk)
        assert stored(assessment) == actions.stored_result(fresh)

    def test_a_year_of_which_only_the_overall_is_kept(self):
        assessment = make.assessment({}, year=2561, published_overall=D("81.57"), published_level="สูงมาก")
        assert stored(assessment) == {
            "result_overall": D("81.57"),
            "result_iit": None,
            "result_eit": None,
            "result_oit": None,
            "result_level": "สูงมาก",
        }

    def test_refresh_repairs_a_drifted_result_without_touching_history(self):
        assessment = make.assessment()
        Assessment.objects.filter(pk=assessment.pk).update(result_overall=D("12.34"), result_level="ผ่าน")
        before = Assessment.history.count()
        actions.refresh_result(assessment=assessment)
        assert (stored(assessment)["result_overall"], stored(assessment)["result_level"]) == (D("95.48"), "ผ่านดี")
        assert Assessment.history.count() == before

    def test_lines_move_with_the_year_to_other_criteria(self, malee):
        assessment = make.assessment(year=2568)
        assessment.fiscal_year = 2565
        assessment = actions.save_assessment(assessment=assessment, entries=entries(REFERENCE), by=malee)
        lines = assessment.scores.select_related("indicator")
        assert {line.indicator.criteria_id for line in lines} == {Criteria.objects.for_year(2565).pk}
        assert (len(lines), assessment.result_level) == (10, "AA")
        removed = IndicatorScore.history.filter(history_type="-")
        assert [row.history_user for row in removed] == [malee] * 10

    def test_saving_again_what_was_loaded_before_the_scores_were_there(self):
        """A caller may hold on to an object whose lines were read (and cached) earlier."""
        pk = make.assessment({}).pk
        held = Assessment.objects.with_scores().get(pk=pk)
        actions.save_assessment(assessment=held, entries=entries(REFERENCE), by=None)
        result = actions.save_assessment(assessment=held, entries=entries(REFERENCE | {1: D(99)}), by=None)
        assert IndicatorScore.objects.filter(assessment=pk).count() == 10
        assert result.result_overall == D("95.48")  # 95.4814 − 0.06 × 0.02


@pytest.mark.usefixtures("criteria")
class TestHistory:
    def test_shows_who_entered_what(self, malee):
        assessment = make.assessment(by=malee)
        rows = IndicatorScore.history.all()
        assert {(row.indicator.number, row.score, row.history_type, row.history_user) for row in rows} == {
            (number, score, "+", malee) for number, score in REFERENCE.items()
        }
        assert [(row.history_type, row.history_user) for row in assessment.history.all()] == [("+", malee)]

    def test_only_changed_rows_get_a_line(self, malee, somchai):
        assessment = make.assessment(by=malee)
        again = actions.save_assessment(
            assessment=Assessment.objects.get(pk=assessment.pk),
            entries=entries(REFERENCE | {8: D("98.59")}),
            by=somchai,
        )
        changes = IndicatorScore.history.filter(history_type="~")
        assert [(row.indicator.number, row.score, row.history_user) for row in changes] == [(8, D("98.59"), somchai)]
        assert IndicatorScore.history.count() == 11
        assert again.history.count() == 1  # nothing was edited in the assessment's own fields

    def test_nothing_changed_nothing_written(self, malee, somchai):
        assessment = make.assessment(by=malee)
        before = written()
        actions.save_assessment(
            assessment=Assessment.objects.get(pk=assessment.pk), entries=entries(REFERENCE), by=somchai
        )
        assert written() == before

    @pytest.mark.parametrize("change", [{"score": None}, {"target": D(95)}, {"conclusion": "good"}, {"analysis": "ดี"}])
    def test_every_field_of_a_line_counts_as_a_change(self, change, somchai):
        assessment = make.assessment({1: D(90)})
        entry = ScoreEntry(**({"indicator": 1, "score": D(90)} | change))
        actions.save_assessment(assessment=assessment, entries=[entry], by=somchai)
        latest = IndicatorScore.history.latest("history_id")
        assert (latest.history_type, latest.history_user) == ("~", somchai)
        assert {name: getattr(latest, name) for name in change} == change

    def test_an_edited_assessment_gets_a_line_of_its_own(self, malee, somchai):
        assessment = make.assessment(by=malee)
        assessment.target = D(95)
        actions.save_assessment(assessment=assessment, entries=[], by=somchai)
        rows = assessment.history.order_by("history_id")
        assert [(row.target, row.history_user) for row in rows] == [(None, malee), (D(95), somchai)]
        assert IndicatorScore.history.count() == 10

    def test_the_time_of_the_last_edit_moves_with_a_score_alone(self):
        assessment = make.assessment()
        long_ago = timezone.now() - timezone.timedelta(days=30)
        Assessment.objects.update(updated_at=long_ago)
        same = actions.save_assessment(
            assessment=Assessment.objects.get(pk=assessment.pk), entries=entries(REFERENCE), by=None
        )
        assert same.updated_at == long_ago
        changed = actions.save_assessment(assessment=same, entries=[ScoreEntry(1, D(99))], by=None)
        assert changed.updated_at > long_ago

    def test_publishing_is_recorded(self, malee, somchai):
        assessment = actions.publish(assessment=make.assessment(by=malee), by=somchai)
        actions.unpublish(assessment=assessment, by=malee)
        rows = assessment.history.order_by("history_id")
        assert [(row.status, row.history_user) for row in rows] == [
            ("draft", malee),
            ("published", somchai),
            ("draft", malee),
        ]


@pytest.mark.usefixtures("criteria")
class TestRefused:
    """Each refusal leaves every row as it was."""

    def refused(self, assessment: Assessment, *rows: ScoreEntry) -> str:
        before = written()
        with pytest.raises(ValidationError) as caught:
            actions.save_assessment(assessment=assessment, entries=rows, by=None)
        assert written() == before
        return " ".join(caught.value.messages)

    def test_a_second_assessment_of_the_same_year(self):
        make.assessment()
        message = self.refused(Assessment(agency=make.agency(), fiscal_year=2568), *entries(REFERENCE))
        assert message == "หน่วยงานนี้มีผลการประเมินของปีงบประมาณนี้แล้ว กรุณาแก้ไขรายการเดิม"

    def test_moving_onto_a_year_that_is_taken(self):
        make.assessment(year=2568)
        other = make.assessment(year=2567)
        other.fiscal_year = 2568
        assert "ปีงบประมาณนี้แล้ว" in self.refused(other)

    @pytest.mark.parametrize("year", [2560, 2570, 2699])
    def test_a_year_without_criteria(self, year):
        message = self.refused(Assessment(agency=make.agency(), fiscal_year=year), *entries(REFERENCE))
        shown = {2560: "๒๕๖๐", 2570: "๒๕๗๐", 2699: "๒๖๙๙"}[year]
        assert message == f"ยังไม่มีเกณฑ์การประเมินของปีงบประมาณ พ.ศ. {shown} กรุณาแจ้งผู้ดูแลระบบให้เพิ่มเกณฑ์ของปีนั้น"

    @pytest.mark.parametrize("score", ["100.01", "101", "-0.01"])
    def test_a_score_out_of_range(self, score):
        new = Assessment(agency=make.agency(), fiscal_year=2568)
        assert "คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐" in self.refused(new, ScoreEntry(1, D(90)), ScoreEntry(2, D(score)))
        assert new.pk is None  # still a new one, so that a form can be shown again
        assert new._state.adding

    @pytest.mark.parametrize("score", ["99.999", "NaN", "Infinity", "1E+30"])
    def test_what_a_score_cannot_be(self, score):
        assert self.refused(make.assessment(), ScoreEntry(1, D(90)), ScoreEntry(2, D(score)))

    def test_a_target_out_of_range(self):
        assert "๐ ถึง ๑๐๐" in self.refused(make.assessment(), ScoreEntry(1, D(90), target=D(101)))

    @pytest.mark.parametrize("field", ["target", "eit_part_1", "eit_part_2", "published_overall"])
    def test_a_figure_of_the_assessment_out_of_range(self, field):
        new = Assessment(agency=make.agency(), fiscal_year=2568, **{field: D("100.01")})
        assert "คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐" in self.refused(new, *entries(REFERENCE))

    def test_an_unknown_conclusion(self):
        assert self.refused(make.assessment(), ScoreEntry(1, D(90), conclusion="superb"))

    @pytest.mark.parametrize(("number", "shown"), [(0, "๐"), (11, "๑๑")])
    def test_an_unknown_indicator(self, number, shown):
        message = self.refused(make.assessment(), ScoreEntry(1, D(90)), ScoreEntry(number, D(90)))
        assert message == f"ไม่มีตัวชี้วัดที่ {shown} ในเกณฑ์ของปีงบประมาณนี้"

    @pytest.mark.parametrize("exists", [True, False])
    def test_an_indicator_given_twice(self, exists):
        assessment = make.assessment(REFERENCE if exists else {})
        message = self.refused(assessment, ScoreEntry(3, D(90)), ScoreEntry(3, D(91)))
        assert message == "ตัวชี้วัดที่ ๓ มีมากกว่าหนึ่งรายการ กรุณาระบุคะแนนเพียงครั้งเดียว"

    def test_an_assessment_without_an_agency(self):
        assert self.refused(Assessment(fiscal_year=2568), *entries(REFERENCE))

    def test_an_error_after_the_rows_are_written_takes_them_back(self):
        """The result cannot be computed while an indicator's tool has no weight; then no score may stay either."""
        assessment = make.assessment()
        Criteria.objects.for_year(2568).tools.get(tool="OIT").delete()
        before = written()
        assessment.target = D(95)
        with pytest.raises(ValueError, match="not in the criteria"):
            actions.save_assessment(assessment=assessment, entries=[ScoreEntry(1, D(50))], by=None)
        assert written() == before

    @pytest.mark.parametrize("score", ["100.01", "-0.01"])
    def test_the_database_itself_refuses_a_score_out_of_range(self, score):
        line = make.assessment().scores.first()
        with pytest.raises(IntegrityError), transaction.atomic():
            IndicatorScore.objects.filter(pk=line.pk).update(score=D(score))

    def test_the_database_itself_refuses_a_second_assessment(self):
        first = make.assessment()
        with pytest.raises(IntegrityError), transaction.atomic():
            Assessment.objects.create(agency=first.agency, fiscal_year=2568, criteria=first.criteria)


@pytest.mark.usefixtures("criteria")
class TestPublishing:
    def test_publish_and_unpublish(self):
        assessment = actions.publish(assessment=make.assessment(), by=None)
        row = Assessment.objects.get(pk=assessment.pk)
        assert row.is_published
        assert timezone.now() - row.published_at < timezone.timedelta(minutes=1)
        actions.unpublish(assessment=assessment, by=None)
        row.refresh_from_db()
        assert (row.is_published, row.published_at) == (False, None)

    @pytest.mark.parametrize("number", [1, 10])
    def test_refused_while_a_score_is_missing(self, number):
        assessment = make.assessment({**REFERENCE, number: None})
        before = written()
        with pytest.raises(ValidationError) as caught:
            actions.publish(assessment=assessment, by=None)
        assert caught.value.messages == ["ยังเผยแพร่ไม่ได้ เพราะคะแนนยังไม่ครบทุกตัวชี้วัด"]
        assert written() == before

    def test_publishing_twice_keeps_the_first_time(self, malee):
        assessment = actions.publish(assessment=make.assessment(), by=malee)
        before = written()
        actions.publish(assessment=assessment, by=malee)
        assert written() == before

    def test_goes_by_what_is_stored_now(self):
        """An object read earlier must neither publish a year whose score is gone nor write its old result back."""
        held = make.assessment()
        actions.save_assessment(assessment=Assessment.objects.get(pk=held.pk), entries=[ScoreEntry(9, D(100))], by=None)
        actions.publish(assessment=held, by=None)
        assert stored(held)["result_overall"] == D("97.48")
        held = Assessment.objects.get(pk=held.pk)
        actions.unpublish(assessment=held, by=None)
        actions.save_assessment(assessment=Assessment.objects.get(pk=held.pk), entries=[ScoreEntry(9, None)], by=None)
        with pytest.raises(ValidationError, match="คะแนนยังไม่ครบ"):
            actions.publish(assessment=held, by=None)

    def test_a_year_of_which_only_the_overall_is_kept(self):
        assessment = make.assessment({}, year=2561, published_overall=D("81.57"))
        assert actions.publish(assessment=assessment, by=None).is_published


class TestAgencies:
    fields = {"name": "เทศบาลตำบลหนองกุง", "short_name": "ทต.หนองกุง", "kind": "เทศบาลตำบล", "province": "ร้อยเอ็ด"}

    def test_created_once_and_kept(self):
        first = actions.get_or_create_agency(slug="nongkung", **self.fields)
        again = actions.get_or_create_agency(slug="nongkung", **self.fields | {"name": "ชื่ออื่น"})
        assert (again.pk, again.name) == (first.pk, "เทศบาลตำบลหนองกุง")

    @pytest.mark.parametrize("slug", ["admin", "api", "Nong", "1st", "a b", ""])
    def test_a_slug_that_cannot_be_an_address(self, slug):
        with pytest.raises(ValidationError):
            actions.get_or_create_agency(slug=slug, **self.fields)
        assert not Agency.objects.exists()


@pytest.mark.usefixtures("criteria")
def test_indicator_protected_while_scores_refer_to_it():
    """A year's criteria cannot be pulled from under its scores."""
    make.assessment()
    number_one = Indicator.objects.get(criteria=Criteria.objects.for_year(2568), number=1)
    with pytest.raises(IntegrityError):
        number_one.delete()
    assert isinstance(IndicatorScore.objects.get(indicator=number_one).score, Decimal)
