"""WSGI entry point: `gunicorn itaportal.wsgi`. Loaded before anything listens: a start that cannot work ends here."""

import os

from django.core.wsgi import get_wsgi_application

from itaportal.setup.places import stop_where_not_writable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itaportal.settings")

stop_where_not_writable()
application = get_wsgi_application()
