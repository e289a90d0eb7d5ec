from django.apps import AppConfig
from django.db.backends.signals import connection_created


class ItaPortalConfig(AppConfig):
    name = "itaportal"
    verbose_name = "ITA Portal"

    def ready(self) -> None:
        """Have every database connection note what it writes."""
        from .stamps import watch_writes

        connection_created.connect(watch_writes, dispatch_uid="itaportal.stamps")
