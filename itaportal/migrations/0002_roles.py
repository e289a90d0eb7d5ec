"""The four roles as groups. Permissions are made by Django only after all migrations, so they are made here first."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from assessments.roles import PERMISSIONS, codenames


def create_roles(apps, schema_editor):
    from django.apps import apps as real_apps

    for label in ("auth", "contenttypes", "assessments", "measures", "itaportal"):
        create_permissions(real_apps.get_app_config(label), apps=apps, using=schema_editor.connection.alias, verbosity=0)
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    for role in PERMISSIONS:
        group, _ = group_model.objects.get_or_create(name=role)
        group.permissions.set(permission_model.objects.filter(codename__in=codenames(role)))


class Migration(migrations.Migration):
    dependencies = [
        ("itaportal", "0001_publications"),
        ("measures", "0001_initial"),
        ("assessments", "0002_members_and_seals"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
