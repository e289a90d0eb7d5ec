"""The record begins: the chain of each agency that is there names the versions it published before; roles may look."""

from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.utils import timezone

from assessments.roles import PERMISSIONS, codenames
from assessments.trail import Action, Door, Kind
from itaportal.audit import chain
from itaportal.publishing import record
from itaportal.report.canonical import canonical


def begin(apps, schema_editor):
    Event, Chain = apps.get_model("audit", "Event"), apps.get_model("audit", "Chain")
    Agency, Publication = apps.get_model("assessments", "Agency"), apps.get_model("itaportal", "Publication")
    now = timezone.now()

    def first(key, name, facts):
        event = Event(
            chain=key,
            position=1,
            at=now,
            kind=Kind.AUDIT.value,
            action=Action.BEGUN.value,
            door=Door.COMMAND.value,
            agency_name=name,
            facts=canonical(facts),
        )
        event.personal_digest = chain.personal_digest("", "", "")
        event.hash = chain.event_hash(event)
        return event

    versions = {}
    rows = Publication.objects.order_by("pk").defer("snapshot").select_related("assessment").prefetch_related("files")
    for row in rows.iterator(chunk_size=500):
        found = {**record.named(row), "columns": record.columns(row), "files": record.file_sums(row.files.all())}
        if row.withdrawn_at:
            found["withdrawal"] = record.withdrawal(row)
        versions.setdefault(row.assessment.agency_id, []).append(found)
    events = [first(0, "", {})]
    for agency in Agency.objects.order_by("pk").only("pk", "name", "district", "province"):
        place = "จังหวัด" + agency.province if agency.province else ""
        events.append(first(agency.pk, f"{agency.name} {place}".strip(), {"versions": versions.get(agency.pk, [])}))
    Event.objects.bulk_create(events, batch_size=500)
    Chain.objects.bulk_create([Chain(chain=each.chain, length=1, head=each.hash) for each in events], batch_size=500)


def grant(apps, schema_editor):
    from django.apps import apps as real_apps

    using = schema_editor.connection.alias
    create_permissions(real_apps.get_app_config("audit"), apps=apps, using=using, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="audit")
    for role in PERMISSIONS:
        group = apps.get_model("auth", "Group").objects.filter(name=role).first()
        if group:
            group.permissions.add(*permissions.filter(codename__in=[n for n in codenames(role) if n == "view_event"]))


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_events"),
        ("assessments", "0012_conclusion_bands"),
        ("itaportal", "0020_indicator_scores_of_versions"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
