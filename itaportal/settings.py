"""Settings of ITA Portal. Everything that differs between installations comes from the environment.

| variable          | meaning                                                        | default                 |
|-------------------|----------------------------------------------------------------|-------------------------|
| DATABASE_URL      | `sqlite:////absolute/file` or `postgres://user:pw@host/name`   | `db.sqlite3` in the root |
| SECRET_KEY        | signing key; without one a key is made and kept in `var/`      | generated               |
| ALLOWED_HOSTS     | host names the portal answers to, comma-separated              | localhost addresses     |
| CSRF_TRUSTED_ORIGINS | origins with scheme, where a proxy ends TLS                 | none                    |
| SECURE            | `true` behind HTTPS: secure cookies and HSTS                   | `false`                 |
| BEHIND_PROXY      | `true` where a proxy sets X-Forwarded-Proto                    | `false`                 |
| TRUSTED_HOPS      | proxies that add to X-Forwarded-For: visitors' addresses       | `0`: the connection's   |
| SITE_URL          | where the public opens the portal, printed in documents        | none: no address there  |
| PUBLISHED_ROOT    | folder of the published versions' files, one for each database | `var/published…`        |
| OPEN_DATA_ROOT    | folder of the open data's finished files; may be emptied       | `var/open-data…`        |
| DATA_LICENCE      | terms of the open data in Thai; _EN in English, _URL, _SPDX    | CC BY 4.0               |
| DEBUG             | `true` while developing                                        | `false`                 |
"""

import hashlib
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from itaportal.setup.environment import Environment, kept_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Environment()
env.read_file(BASE_DIR / ".env")
env.stop_at_faults()  # and again at the foot of this module: a line for each value that cannot be used

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY") or kept_secret_key(VAR_DIR / "secret-key")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")

# The portal's own apps by their dotted names, in the order of the admin's menu. A package with models is an app of its
# own, inside `itaportal` too (its label is the last part of the name). Whatever asks which apps are ours reads these.
PORTAL_APPS = ["assessments", "measures", "itaportal", "itaportal.audit", "itaportal.accounts"]
PORTAL_LABELS = [name.rpartition(".")[2] for name in PORTAL_APPS]
PORTAL_PACKAGES = list(dict.fromkeys(name.partition(".")[0] for name in PORTAL_APPS))  # folders of the repository

INSTALLED_APPS = [
    *reversed(PORTAL_APPS),
    "itaportal.staff.site.PortalAdminConfig",  # django.contrib.admin with our site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "import_export",
    "simple_history",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "itaportal.web.request_ids.RequestIds",  # outside all others: what they log has the id too
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "itaportal.web.serving.StaticAndPublishedFiles",  # WhiteNoise, and the files of published versions
    "itaportal.web.page_cache.PublicPages",  # ETag and 304 for the public, before anything is looked up
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "itaportal.accounts.middleware.FirstPasswords",  # before pages that are kept, and forms that are noted as done
    "itaportal.web.page_cache.StaffPages",
    "itaportal.web.display.reader_digits",  # inside what keeps pages: it reads them before they are packed
    "django.contrib.messages.middleware.MessageMiddleware",
    "itaportal.web.form_tokens.FormTokens",  # a form is done once; inside messages, which it tells again
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "itaportal.web.unreadable.UnreadableVersions",
    "itaportal.web.bounds.Bounds",  # innermost: a share is held for as long as a view works
]

ROOT_URLCONF = "itaportal.urls"
WSGI_APPLICATION = "itaportal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "itaportal.web.display.page_context",
            ],
        },
    },
]

# --- Database: SQLite (WAL) unless DATABASE_URL names another -------------------------------------------------
_SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(BASE_DIR / "db.sqlite3")}
DATABASES = {"default": env.database("DATABASE_URL", default=dict(_SQLITE))}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
# Opening a connection takes longer than answering a 304: each thread keeps its own for a minute.
DATABASES["default"]["CONN_MAX_AGE"] = 60
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Readers never wait for the writer, and a writer takes its lock at BEGIN, so that two people
        # saving at once queue up instead of one failing half-way.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
else:
    # A connection that died is thrown away and not used again; a server that is gone is noticed within half a minute,
    # and who waits for somebody else's work waits as long as on SQLite. What DATABASE_URL says itself stays.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    _DEFAULT_OPTIONS = {
        "connect_timeout": 10,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 25_000,
        "options": "-c lock_timeout=20s",
    }
    DATABASES["default"]["OPTIONS"] = _DEFAULT_OPTIONS | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# --- Language: Thai throughout ---------------------------------------------------------------------------------
LANGUAGE_CODE = "th"
TIME_ZONE = "Asia/Bangkok"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "itaportal" / "locale"]

# --- Static files, served by ourselves ---------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


def _own_folder(name: str) -> str:
    """Name a folder after the database, so that two databases never write over each other's files."""
    if DATABASES["default"]["NAME"] == _SQLITE["NAME"]:
        return name
    place = "|".join(str(DATABASES["default"].get(part, "")) for part in ("ENGINE", "HOST", "PORT", "NAME"))
    return f"{name}-{hashlib.sha256(place.encode()).hexdigest()[:8]}"


# Where the public opens the portal, `https://ita.example.go.th`: printed in the documents published from now on, as is
# what an administrator says in its place. Empty: they print no address.
SITE_URL = env.site("SITE_URL")

# Published versions: written once, served as they are (one folder per agency, year and version).
PUBLISHED_ROOT = env.folder("PUBLISHED_ROOT", default=VAR_DIR / _own_folder("published"))

# Lines of a PDF are shaped once: a third less time for a long report. It replaces functions of WeasyPrint while a PDF
# is made; with False WeasyPrint stays as it is, and the files are the same (see `formats.pdf.line_cache`).
PDF_LINE_CACHE = env.flag("PDF_LINE_CACHE", default=True)

# --- Open data ---------------------------------------------------------------------------------------------------
# A year's files are kept until the data change.
OPEN_DATA_ROOT = env.folder("OPEN_DATA_ROOT", default=VAR_DIR / _own_folder("open-data"))
DATA_LICENCE, DATA_LICENCE_EN = env.text("DATA_LICENCE"), env.text("DATA_LICENCE_EN")
DATA_LICENCE_URL, DATA_LICENCE_SPDX = env.address("DATA_LICENCE_URL"), env.licence_id("DATA_LICENCE_SPDX")
# Whoever says other terms says all of them: nothing of these may stand beside.
if not (DATA_LICENCE or DATA_LICENCE_EN or DATA_LICENCE_URL or DATA_LICENCE_SPDX):
    DATA_LICENCE = "สัญญาอนุญาตครีเอทีฟคอมมอนส์ แสดงที่มา รุ่น ๔.๐ (CC BY)"
    DATA_LICENCE_EN = "Creative Commons Attribution 4.0 International (CC BY 4.0)"
    DATA_LICENCE_URL, DATA_LICENCE_SPDX = "https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"

# Locks of what is done by a few at a time (`web.bounds`), seen by all workers of this machine.
SHARES_ROOT = VAR_DIR / "shares"

# Memories of each process: made PDFs, and rendered public pages (see `web.page_cache`), mostly under 30 KB each.
_LOCMEM = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _LOCMEM},
    "pages": {"BACKEND": _LOCMEM, "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 500}},
}

# --- Signing in --------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "itaportal.accounts.passwords.MinimumLength",
        "django.contrib.auth.password_validation.CommonPasswordValidator",
        "itaportal.accounts.passwords.LongIfDigitsAlone",
        "itaportal.accounts.passwords.NoNames",
    )
]
LOGIN_URL = "admin:login"
CSRF_FAILURE_VIEW = "itaportal.web.form_tokens.unconfirmed"
# Guessing: `accounts.pauses` says what is counted, docs/security.md what is promised.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a try during a pause does not restart it
AXES_HANDLER = "itaportal.accounts.pauses.Pauses"
AXES_LOCKOUT_PARAMETERS = "itaportal.accounts.pauses.counted_by"
AXES_CLIENT_IP_CALLABLE = "itaportal.web.visitors.address_of"
AXES_LOCKOUT_CALLABLE = "itaportal.accounts.views.paused"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
# Kept neither in the log nor with a failure: names, addresses, devices, and the passwords of every form that has one.
AXES_SENSITIVE_PARAMETERS = [
    "username", "ip_address", "user_agent", "old_password", "new_password1", "new_password2", "csrfmiddlewaretoken",
    "form_token",
]  # fmt: skip
TRUSTED_HOPS = env.number("TRUSTED_HOPS", default=0, least=0, most=9)

# --- Browser security --------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Django admin's stylesheets carry small data: icons
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # one screen holds a whole plan: a hundred measures of some ten fields
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
DEVICE_COOKIE_NAME = "device"  # and the account's number: `accounts.devices`
_SSL_REDIRECT = env.flag("SSL_REDIRECT", default=True)
if env.flag("SECURE", default=False):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # Browsers take a cookie of such a name from this host alone, over HTTPS; no neighbour of its domain can set it.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    DEVICE_COOKIE_NAME = "__Host-device"
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_SSL_REDIRECT = _SSL_REDIRECT
if env.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Figures beside the agency's own ----------------------------------------------------------------------------------
# The mean of a province or of a kind is shown from so many published agencies up: the mean of three or four says more
# about which of them happen to publish here than about the province. Smaller provinces have some 40 agencies.
MEANS_LEAST_AGENCIES = env.number("MEANS_LEAST_AGENCIES", default=5, least=1, most=9999)

# --- Excel import and export -------------------------------------------------------------------------------------
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_LONG_FILE = 200_000  # bytes; a larger file is read and saved beside the request, with a progress bar
IMPORT_UPLOADS = VAR_DIR / "imports"  # files between preview and confirmation; a day at most
# What an imported file may hold (docs/import.md); checked before anything is unpacked, and again while it is read.
IMPORT_LIMITS = {
    "file_bytes": 20_000_000,  # as uploaded
    "unpacked_bytes": 120_000_000,  # every part of a workbook together
    "ratio": 100,  # unpacked to packed, for what unpacks to more than a megabyte
    "members": 500,  # parts in a workbook
    "sheets": 60,
    "rows": 100_000,  # filled rows of all sheets; the whole country in nine years has 74,853
    "columns": 200,
    "cell_length": 32_767,  # characters; Excel's own limit
    "texts": 100_000,  # different texts in a workbook
    "text_length": 8_000_000,  # characters of all those texts
    "merged_ranges": 5_000,
    "other_elements": 250_000,  # XML elements that are neither row nor cell
    "problems": 1_000,  # errors listed; reading stops there
}

# --- Log to the standard error; nothing personal in it -------------------------------------------------------------
# gunicorn.conf.py writes gunicorn's own lines in the same form.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "itaportal.web.request_ids.RequestIdFilter"}},
    "formatters": {
        "line": {
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
            "datefmt": "%Y-%m-%d %H:%M:%S %z",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

env.stop_at_faults()
