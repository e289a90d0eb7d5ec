from django.apps import AppConfig
from django.core.checks import register


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "ผลการประเมิน ITA"

    def ready(self) -> None:
        """Have `manage.py check` and start-up (tag `portal`) ask every model about the year that it refers to."""
        from .models.references import check_answers

        register(check_answers, "portal")
