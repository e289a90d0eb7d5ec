"""A database that has its criteria already gets the shipped national means and OIT items of their years.

An empty one gets them with the criteria (`loading.load_criteria`). Later changes of the file reach no database by
themselves: a year that is added to it needs a migration of its own.
"""

from django.db import migrations


def add(apps, schema_editor):
    from assessments.loading import shipped_items, shipped_means

    criteria_model, mean_model, item_model = (
        apps.get_model("assessments", name) for name in ("Criteria", "NationalMean", "OitItem")
    )
    using = schema_editor.connection.alias
    for criteria in criteria_model.objects.using(using).all():
        years = range(criteria.first_year, criteria.last_year + 1)
        for row in shipped_means():
            if row["fiscal_year"] in years:
                key = {name: row[name] for name in ("fiscal_year", "tool", "indicator")}
                mean_model.objects.using(using).get_or_create(**key, defaults=row)
        for row in shipped_items():
            if row["fiscal_year"] in years:
                key = {name: row[name] for name in ("fiscal_year", "document")}
                item_model.objects.using(using).get_or_create(**key, defaults={**row, "criteria": criteria})


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_sourced_data")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
