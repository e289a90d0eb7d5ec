"""The indicator scores of each published version as a column too, taken from what it froze."""

from django.db import migrations, models


def fill(apps, schema_editor):
    publications = apps.get_model("itaportal", "Publication")
    for publication in publications.objects.only("pk", "snapshot").iterator(chunk_size=50):
        tools = publication.snapshot.get("report", {}).get("year", {}).get("tools", [])
        lines = [line for tool in tools for line in tool["indicators"]]
        publication.result_indicators = {str(line["number"]): line["score"] for line in lines if line["score"] is not None}
        publication.save(update_fields=["result_indicators"])


class Migration(migrations.Migration):
    dependencies = [("itaportal", "0019_role_of_site_address")]
    operations = [
        migrations.AddField(
            "publication",
            "result_indicators",
            models.JSONField(blank=True, default=dict, editable=False, verbose_name="คะแนนตัวชี้วัด"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
