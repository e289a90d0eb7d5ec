"""The roles take in what the progress of measures brings: reports and their evidence."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from assessments.roles import FORMER_NAMES, PERMISSIONS, codenames


def grant(apps, schema_editor):
    from django.apps import apps as real_apps

    using = schema_editor.connection.alias
    create_permissions(real_apps.get_app_config("measures"), apps=apps, using=using, verbosity=0)
    permission_model = apps.get_model("auth", "Permission")
    models = ("progressupdate", "evidence")
    former = {role: name for name, role in FORMER_NAMES.items()}
    for role in PERMISSIONS:
        group = apps.get_model("auth", "Group").objects.filter(name__in=(role, former.get(role, role))).first()
        names = [name for name in codenames(role) if name.endswith(models)]
        if group:
            group.permissions.add(*permission_model.objects.filter(content_type__app_label="measures", codename__in=names))


class Migration(migrations.Migration):
    dependencies = [
        ("itaportal", "0005_published_tool_results"),
        ("measures", "0002_progress"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
