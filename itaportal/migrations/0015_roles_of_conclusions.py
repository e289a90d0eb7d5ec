"""The administrator's role takes in the bands of conclusions of the criteria."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from assessments.roles import PERMISSIONS, codenames


def grant(apps, schema_editor):
    from django.apps import apps as real_apps

    using = schema_editor.connection.alias
    create_permissions(real_apps.get_app_config("assessments"), apps=apps, using=using, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="assessments")
    for role in PERMISSIONS:
        group = apps.get_model("auth", "Group").objects.filter(name=role).first()
        names = [name for name in codenames(role) if name.endswith("_conclusionband")]
        if group:
            group.permissions.add(*permissions.filter(codename__in=names))


class Migration(migrations.Migration):
    dependencies = [
        ("itaportal", "0014_announced_levels_of_versions"),
        ("assessments", "0012_conclusion_bands"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
