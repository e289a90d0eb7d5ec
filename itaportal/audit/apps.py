from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "itaportal.audit"
    verbose_name = "บันทึกการเปลี่ยนแปลง"

    def ready(self) -> None:
        """Keep what writers note, and watch the models whose rows are recorded."""
        from assessments import trail

        from . import actions, signing_in, watching

        trail.keep_with(actions)
        watching.watch()
        signing_in.watch()
