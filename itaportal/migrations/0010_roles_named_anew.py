"""The groups of the roles take the names that the pages use; who is in them, and what they may do, stays.

So does the name of the permission of administrators, which Django writes once and never again.
"""

from django.db import migrations

from assessments.roles import FORMER_NAMES


def rename(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for former, role in FORMER_NAMES.items():
        if not groups.filter(name=role).exists():  # else a group of one's own has that name: both stay
            groups.filter(name=former).update(name=role)
    permissions = apps.get_model("auth", "Permission").objects.filter(codename="all_agencies")
    permissions.update(name="เข้าถึงข้อมูลของทุกหน่วยงาน")


def rename_back(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for former, role in FORMER_NAMES.items():
        if not groups.filter(name=former).exists():
            groups.filter(name=role).update(name=former)


class Migration(migrations.Migration):
    dependencies = [
        ("itaportal", "0009_sent_forms"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(rename, rename_back)]
