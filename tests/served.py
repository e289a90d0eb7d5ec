"""Settings of a portal started beside a test: the portal's own, compressed static files too, in a folder of its own."""

import os
from pathlib import Path

from itaportal.settings import *

STATIC_ROOT = Path(os.environ["SERVED_FOLDER"]) / "static"
PUBLISHED_ROOT = Path(os.environ["SERVED_FOLDER"]) / "published"
IMPORT_UPLOADS = Path(os.environ["SERVED_FOLDER"]) / "imports"
ALLOWED_HOSTS = ["127.0.0.1"]
