"""Settings of a portal whose store is made to fail: as served, but it waits a moment where the portal waits twenty."""

import os

from tests.served import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
OPEN_DATA_ROOT = Path(os.environ["SERVED_FOLDER"]) / "open-data"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"]["timeout"] = 0.4
else:
    DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=1s"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
