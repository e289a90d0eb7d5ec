"""Settings of the test suite: the portal's own, with cheap passwords and plain static files."""

import warnings

from itaportal.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
warnings.filterwarnings("ignore", message="No directory at")
