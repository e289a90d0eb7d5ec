"""The tool scores of each published version as columns too, taken from what it froze."""

from decimal import Decimal

from django.db import migrations, models

TOOLS = ("iit", "eit", "oit")


def fill(apps, schema_editor):
    publications = apps.get_model("itaportal", "Publication")
    for publication in publications.objects.iterator(chunk_size=50):
        for tool in publication.snapshot["report"]["year"]["tools"]:
            if tool["code"].lower() in TOOLS and tool["score"] is not None:
                setattr(publication, f"result_{tool['code'].lower()}", Decimal(tool["score"]))
        publication.save(update_fields=[f"result_{tool}" for tool in TOOLS])


class Migration(migrations.Migration):
    dependencies = [("itaportal", "0004_datastamp")]
    operations = [
        *(
            migrations.AddField(
                "publication",
                f"result_{tool}",
                models.DecimalField(
                    decimal_places=2, editable=False, max_digits=5, null=True, verbose_name=tool.upper()
                ),
            )
            for tool in TOOLS
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
