from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, register
from django.core.signals import request_started
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class ItaPortalConfig(AppConfig):
    name = "itaportal"
    verbose_name = "การเผยแพร่รายงาน"

    def ready(self) -> None:
        """Have every connection note what it writes and keep an SQLite file private; keep triggers through migrations.

        Checks carry the tag `portal`; `prepare` runs them at start-up.
        """
        from .setup.places import keep_database_private
        from .stamps import renewals, triggers
        from .stamps.writes import watch_writes
        from .web import stored

        connection_created.connect(keep_database_private, dispatch_uid="itaportal.places")
        connection_created.connect(watch_writes, dispatch_uid="itaportal.stamps")
        connection_created.connect(stored.watch_commits, dispatch_uid="itaportal.stored")
        request_started.connect(stored.begin, dispatch_uid="itaportal.stored")
        pre_migrate.connect(triggers.before_migrations, sender=self, dispatch_uid="itaportal.stamps")
        post_migrate.connect(triggers.after_migrations, sender=self, dispatch_uid="itaportal.stamps")
        register(_check_kinds, "portal")
        register(_check_apps, "portal")
        register(renewals.check_renewals, "portal")
        register(_check_hops, "portal")


def _check_kinds(**options: Any) -> list[CheckMessage]:
    from .publishing.kind_checks import check_kinds  # imports every renderer's room: only when checks run

    return check_kinds(**options)


def _check_apps(**options: Any) -> list[CheckMessage]:
    from .setup.app_checks import check_apps

    return check_apps(**options)


def _check_hops(**options: Any) -> list[CheckMessage]:
    from .web.visitors import check_hops

    return check_hops(**options)
