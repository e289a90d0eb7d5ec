"""The roles take in what is known of a year with its source: national means and OIT items."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from assessments.roles import PERMISSIONS, codenames


def grant(apps, schema_editor):
    from django.apps import apps as real_apps

    using = schema_editor.connection.alias
    create_permissions(real_apps.get_app_config("assessments"), apps=apps, using=using, verbosity=0)
    permission_model = apps.get_model("auth", "Permission")
    models = ("nationalmean", "oititem")
    for role in PERMISSIONS:
        group = apps.get_model("auth", "Group").objects.filter(name=role).first()
        names = [name for name in codenames(role) if name.endswith(models)]
        if group:
            group.permissions.add(*permission_model.objects.filter(content_type__app_label="assessments", codename__in=names))


class Migration(migrations.Migration):
    dependencies = [
        ("itaportal", "0011_thai_terms"),
        ("assessments", "0008_sourced_data"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
