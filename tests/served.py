"""Settings of a portal started beside a test: the portal's own, compressed static files too, in a folder of its own."""

import os
from pathlib import Path

import whitenoise.compress

from itaportal.settings import *
from itaportal.web import arriving

# A browser takes Brotli over HTTPS alone. To make these files takes as long as all that a test starts this for.
whitenoise.compress.brotli_installed = False

STATIC_ROOT = Path(os.environ["SERVED_FOLDER"]) / "static"
PUBLISHED_ROOT = Path(os.environ["SERVED_FOLDER"]) / "published"
SHARES_ROOT = Path(os.environ["SERVED_FOLDER"]) / "shares"
IMPORT_UPLOADS = Path(os.environ["SERVED_FOLDER"]) / "imports"
ALLOWED_HOSTS = ["127.0.0.1"]

# A test of what comes too late need not wait as long as a reader may take.
arriving.HEAD_SECONDS = float(os.environ.get("SERVED_HEAD_SECONDS", arriving.HEAD_SECONDS))
