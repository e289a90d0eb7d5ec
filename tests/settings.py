"""Settings of the test suite: the portal's own, with cheap passwords and plain static files."""

import atexit
import shutil
import tempfile
import warnings
from pathlib import Path

from itaportal.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
warnings.filterwarnings("ignore", message="No directory at")

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in the product: each thread has a connection of its own. In memory all threads of the live server
    # would share one, and requests of the same moment would end each other's transactions.
    _DATABASE = tempfile.mkdtemp(prefix="itaportal-database-")
    atexit.register(shutil.rmtree, _DATABASE, ignore_errors=True)
    DATABASES["default"]["TEST"] = {"NAME": f"{_DATABASE}/test.sqlite3"}
    # Nobody needs these rows after a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

PUBLISHED_ROOT = Path(tempfile.mkdtemp(prefix="itaportal-published-"))
atexit.register(shutil.rmtree, PUBLISHED_ROOT, ignore_errors=True)

SHARES_ROOT = Path(tempfile.mkdtemp(prefix="itaportal-shares-"))
atexit.register(shutil.rmtree, SHARES_ROOT, ignore_errors=True)

IMPORT_UPLOADS = Path(tempfile.mkdtemp(prefix="itaportal-imports-"))  # of this worker: imports run one at a time
atexit.register(shutil.rmtree, IMPORT_UPLOADS, ignore_errors=True)
