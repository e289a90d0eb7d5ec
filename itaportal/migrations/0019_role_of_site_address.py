"""The administrator's role takes in where the public opens the portal."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from assessments.roles import PERMISSIONS, codenames


def grant(apps, schema_editor):
    from django.apps import apps as real_apps

    using = schema_editor.connection.alias
    create_permissions(real_apps.get_app_config("itaportal"), apps=apps, using=using, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="itaportal")
    for role in PERMISSIONS:
        group = apps.get_model("auth", "Group").objects.filter(name=role).first()
        names = [name for name in codenames(role) if name.endswith("_siteaddress")]
        if group:
            group.permissions.add(*permissions.filter(codename__in=names))


class Migration(migrations.Migration):
    dependencies = [("itaportal", "0018_site_address")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
