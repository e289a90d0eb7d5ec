"""The main figures of each published version as columns, taken from what it froze."""

from decimal import Decimal

from django.db import migrations, models


def fill(apps, schema_editor):
    publications = apps.get_model("itaportal", "Publication")
    for publication in publications.objects.iterator(chunk_size=50):
        year = publication.snapshot["report"]["year"]
        levels = year["levels"]
        publication.result_overall = None if year["overall"] is None else Decimal(year["overall"])
        publication.result_level = levels[0]["name"] if len(levels) == 1 else ""
        publication.save(update_fields=["result_overall", "result_level"])


class Migration(migrations.Migration):
    dependencies = [("itaportal", "0002_roles")]
    operations = [
        migrations.AddField(
            "publication",
            "result_overall",
            models.DecimalField(decimal_places=2, editable=False, max_digits=5, null=True, verbose_name="คะแนนภาพรวม"),
        ),
        migrations.AddField(
            "publication",
            "result_level",
            models.CharField(blank=True, default="", editable=False, max_length=60, verbose_name="ระดับ"),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
