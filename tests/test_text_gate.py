"""Every text that a form takes in passes the gate for Thai text: no form or field of the portal can forget it."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from assessments.models import Agency, Assessment, Criteria
from assessments.textgate import Form, GateAdmin, GateForm, is_text_field
from measures.models import MeasurePlan, ProgressUpdate, Unit

from .page import html_of, stamp_of

TYPED, KEPT = "แก\uf70bไข เเละ", "แก้ไข และ"
OURS = settings.PORTAL_PACKAGES


def forms_of_ours() -> list[type[forms.BaseForm]]:
    """Every form class in the code base, found by importing all of it."""
    for package in OURS:
        root = importlib.import_module(package)
        for module in pkgutil.walk_packages(root.__path__, f"{package}."):
            if not any(part in module.name for part in (".migrations", ".wsgi", ".formats.pdf", ".management")):
                importlib.import_module(module.name)

    def below(kind: type) -> set[type]:
        return {kind}.union(*(below(each) for each in kind.__subclasses__()))

    found = {kind for kind in below(forms.BaseForm) if kind.__module__.partition(".")[0] in OURS}
    return sorted(found, key=lambda kind: (kind.__module__, kind.__qualname__))


def test_every_form_class_of_ours_passes_the_gate():
    found = forms_of_ours()
    assert {"ScreenForm", "CriteriaForm", "MeasureForm", "EvidenceForm", "UserForm"} <= {
        each.__name__ for each in found
    }
    assert [each.__qualname__ for each in found if not issubclass(each, GateForm)] == []


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model.__name__)
def test_every_admin_class_passes_the_gate(model: Any, rf: RequestFactory, admin_user: User, db: None):
    """Its form, what it adds with, and every row of its tables, with every text field they have."""
    site = admin.site._registry[model]
    assert isinstance(site, GateAdmin)
    request = rf.get("/")
    request.user = admin_user
    obj = model.objects.first()
    kinds = [site.get_form(request, None), site.get_form(request, obj, change=True)]
    kinds += [inline.get_formset(request, obj).form for inline in site.get_inline_instances(request, obj)]
    for kind in kinds:
        assert issubclass(kind, GateForm), kind
        fields = {name: field for name, field in kind.base_fields.items() if isinstance(field, forms.CharField)}
        texts = [name for name, field in fields.items() if is_text_field(field)]
        addresses = {"slug", "email", "url"}
        secret = {name for name in fields if "password" in name}
        assert set(fields) - set(texts) <= addresses | secret | {name for name in fields if fields[name].disabled}
        form = kind(dict.fromkeys(texts, TYPED))
        for name in texts:
            assert form.errors is not None
            assert form.data[name] == KEPT, (kind, name)
            if name in form.cleaned_data:
                assert form.cleaned_data[name] == KEPT
            assert "แทนสระเอสองตัวด้วยสระแอ" in form[name].help_text


def saved(answer: Any) -> str:
    """The page that a saved form leads to, which says what was mended."""
    assert answer.redirect_chain
    return html_of(answer)


SAID = "แทนอักขระของแบบอักษรรุ่นเก่าด้วยอักษรไทย ๑ แห่ง แทนสระเอสองตัวด้วยสระแอ ๑ แห่ง"


def test_an_agency_s_names_are_mended_and_said(admin_client: Any, reference: Assessment):
    agency = reference.agency
    names = dict.fromkeys(("name", "short_name", "province", "district", "subdistrict"), TYPED)
    address = f"/admin/assessments/agency/{agency.pk}/change/"
    names |= stamp_of(admin_client, address)
    page = html_of(admin_client.post(address, {**names, "slug": agency.slug, "kind": "ไม่มีชนิดนี้"}))
    assert page.count(SAID) == 5
    assert f'value="{KEPT}"' in page
    page = saved(admin_client.post(address, {**names, "slug": agency.slug, "kind": agency.kind}, follow=True))
    assert f"ชื่อหน่วยงาน ระบบปรับข้อความ: {SAID}" in page
    agency.refresh_from_db()
    assert {getattr(agency, name) for name in names if name != "based_on"} == {KEPT}


def test_what_is_quoted_beside_a_field_of_the_stock_admin_is_escaped(admin_client: Any, reference: Assessment):
    data = {"name": "<b>ค าน า</b>", "slug": "Wrong Slug"}
    page = html_of(admin_client.post(f"/admin/assessments/agency/{reference.agency_id}/change/", data))
    assert "&lt;b&gt;ค าน า" in page
    assert "<b>ค าน า" not in page


def test_the_grid_mends_analyses_and_says_so(admin_client: Any, reference: Assessment):
    address = f"/admin/assessments/assessment/{reference.pk}/change/"
    form = admin_client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"based_on": form.stamp}
    data = {name: "" if value is None else value for name, value in data.items()} | {"analysis_3": TYPED}
    page = saved(admin_client.post(address, data, follow=True))
    assert "บทวิเคราะห์ของหน่วยงาน ตัวชี้วัดที่ ๓" in page
    assert SAID in page
    assert reference.scores.get(indicator__number=3).analysis == KEPT


def test_a_plan_s_texts_and_new_units_are_mended_and_said(admin_client: Any, reference: Assessment):
    plan = MeasurePlan.objects.with_measures().get(assessment=reference)
    measure = plan.measures.first()
    prefix = f"measure-{measure.pk}"
    address = f"/admin/measures/measureplan/{plan.pk}/change/"
    screen = admin_client.get(address).context["screen"]
    data: dict[str, Any] = {"monitoring": TYPED, "_save": "1"}
    for block in screen.blocks:
        data |= {block.form.add_prefix(name): block.form[name].value() or "" for name in block.form.fields}
    texts = ("titles", "analysis", "steps", "own_monitoring", "new_units")
    data |= {f"{prefix}-{name}": TYPED for name in texts}
    data = {
        name: "" if value is None else f"{value:%d/%m}/{value.year + 543}" if hasattr(value, "year") else value
        for name, value in data.items()
    }
    page = saved(admin_client.post(address, {k: v for k, v in data.items() if not k.endswith("-delete")}, follow=True))
    assert page.count(SAID) >= 6
    plan.refresh_from_db()
    measure = plan.measures.get(pk=measure.pk)
    assert {plan.monitoring, measure.titles, measure.analysis, measure.own_monitoring} == {KEPT}
    assert measure.step_texts == [KEPT]
    assert KEPT in measure.unit_names


def test_a_report_of_progress_is_mended_and_said(admin_client: Any, reference: Assessment):
    plan = MeasurePlan.objects.with_measures().get(assessment=reference)
    measure = plan.measures.first()
    texts = ("done", "result", "problems", "suggestions", "evidence-0-title")
    data = dict.fromkeys(texts, TYPED) | {
        "reported_on": "1/10/2568",
        "status": "doing",
        "evidence-0-url": "https://a.th/เเ",
    }
    address = f"/admin/measures/measureplan/{plan.pk}/progress/{measure.pk}/"
    data["status"] = admin_client.get(address).context["screen"].form.fields["status"].choices[1][0]
    page = saved(admin_client.post(address, data, follow=True))
    assert page.count(SAID) == 5
    update = ProgressUpdate.objects.get(measure=measure)
    assert {update.done, update.result, update.problems, update.suggestions} == {KEPT}
    evidence = update.evidence.get()
    assert (evidence.title, evidence.url) == (KEPT, "https://a.th/เเ"), "an address is kept letter for letter"


def test_criteria_and_their_tables_are_mended(admin_client: Any, reference: Assessment):
    criteria = Criteria.objects.get(pk=reference.criteria_id)
    address = f"/admin/assessments/criteria/{criteria.pk}/change/"
    context = admin_client.get(address).context
    data: dict[str, Any] = {name: context["adminform"].form[name].value() for name in context["adminform"].form.fields}
    for formset in (each.formset for each in context["inline_admin_formsets"]):
        for form in (formset.management_form, *formset.initial_forms):
            data |= {form.add_prefix(name): form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    data |= {"name": TYPED, "source": TYPED} | stamp_of(admin_client, address)
    data |= {name: f"{TYPED}{name[11]}" for name in data if name.startswith("indicators-") and name.endswith("-name")}
    page = saved(admin_client.post(address, data, follow=True))
    assert SAID in page
    criteria.refresh_from_db()
    assert (criteria.name, criteria.source) == (KEPT, KEPT)
    assert all(indicator.name.startswith(KEPT) for indicator in criteria.indicators.all())


def test_names_of_users_and_groups_are_mended_and_passwords_are_not(admin_client: Any, db: None):
    password = "เเละ-ลับมากเเละยาว-๙๙"
    data = {"username": "somchai", "password1": password, "password2": password, "usable_password": "true"}
    assert admin_client.post("/admin/auth/user/add/", data).status_code == 302
    user = User.objects.get(username="somchai")
    assert user.check_password(password)
    data = {"username": "somchai", "first_name": TYPED, "last_name": TYPED, "is_active": "on"}
    data |= {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    address = f"/admin/auth/user/{user.pk}/change/"
    page = saved(admin_client.post(address, data | stamp_of(admin_client, address), follow=True))
    assert page.count(SAID) == 2
    user.refresh_from_db()
    assert (user.first_name, user.last_name) == (KEPT, KEPT)
    admin_client.post("/admin/auth/group/add/", {"name": TYPED})
    assert Group.objects.filter(name=KEPT).exists()


def test_a_unit_s_name_is_mended_and_what_is_doubtful_is_pointed_out(admin_client: Any, reference: Assessment):
    data = {"agency": reference.agency_id, "name": f"{TYPED} ค าน า", "position": "1"}
    page = saved(admin_client.post("/admin/measures/unit/add/", data, follow=True))
    assert f"ชื่อส่วนงาน ระบบปรับข้อความ: {SAID} มีเว้นวรรคหน้าสระอา อาจมาจากสระอำที่หายไป ที่ “" in page
    assert "ค าน า” กรุณาตรวจสอบ" in page
    assert Unit.objects.filter(name=f"{KEPT} ค าน า").exists()


@pytest.mark.parametrize("again", ["กองแผนงาน", "กอง\u200bเเผนงาน", "กอง แผนงาน"])
def test_two_spellings_of_a_unit_s_name_are_one(admin_client: Any, reference: Assessment, again: str):
    unit = Unit.objects.create(agency=reference.agency, name="กองเเผนงาน", position=5)
    data = {"agency": reference.agency_id, "name": again, "position": "1"}
    page = html_of(admin_client.post("/admin/measures/unit/add/", data))
    assert "ส่วนงานชื่อนี้มีอยู่แล้วในหน่วยงาน คือ “กองเเผนงาน”" in page
    address = f"/admin/measures/unit/{unit.pk}/change/"
    saved(admin_client.post(address, data | stamp_of(admin_client, address), follow=True))
    assert Unit.objects.filter(name__contains="แผนงาน").count() == 1


@pytest.mark.parametrize("typed", ["แพร่", "เเพร่", "แพร\uf70a", "แพ\u200bร่"])
@pytest.mark.parametrize("stored", ["อบต.แพร่", "อบต.เเพร่"])
def test_admin_searches_find_either_spelling(admin_client: Any, reference: Assessment, stored: str, typed: str):
    agency = Agency.objects.get(pk=reference.agency_id)
    agency.name, agency.short_name = stored, "x"
    agency.save()
    for model in ("assessments/agency", "assessments/assessment", "measures/measureplan", "measures/unit"):
        answer = admin_client.get(f"/admin/{model}/", {"q": typed})
        assert answer.context["cl"].result_count >= 1, (model, stored, typed)
        assert admin_client.get(f"/admin/{model}/", {"q": "ไม่มีชื่อนี้"}).context["cl"].result_count == 0


def test_figures_in_errors_of_django_are_thai():
    class Typed(Form):
        name = forms.CharField(max_length=5)
        year = forms.IntegerField(min_value=2500)
        score = forms.DecimalField(max_digits=5, decimal_places=2)

    errors = Typed({"name": "ชานุวรรณ", "year": "12", "score": "1.234"}).errors
    assert errors["name"] == ["ยาวได้ไม่เกิน ๕ ตัวอักษร (ขณะนี้มี ๘)"]
    assert errors["year"] == ["ค่าต้องไม่น้อยกว่า ๒๕๐๐"]
    assert errors["score"] == ["มีทศนิยมได้ไม่เกิน ๒ ตำแหน่ง"]


def test_what_is_asked_of_a_password_is_said_in_thai_digits(db: None):
    with pytest.raises(ValidationError) as refused:
        validate_password("สั้น")
    assert "รหัสผ่านสั้นเกินไป ต้องมีอย่างน้อย ๘ ตัวอักษร" in refused.value.messages
    assert "ต้องมีอย่างน้อย ๘ ตัวอักษร" in password_validators_help_texts()
