"""ETag, 304 and a short memory of rendered pages, which never show a figure older than the last publication.

A page's ETag is made from the stamp of what the page is drawn from (`stamps.public`), which one query answers, before
any view is asked: whoever holds the current page gets a 304 that costs no rendering. Rendered pages are kept in this
process under the same ETag, so what was published or withdrawn a moment ago shows at the next request: its stamp is
another, and pages kept under the old one are never asked for again. What the public does not see changes no stamp.

Whoever sends a session cookie may be staff: no ETag, and `no-store, private` on the answer. Their pages are kept in
this process too, for each person alone and only while neither any data nor what the person may do has changed.
"""

import gzip
import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from assessments.models import RESERVED_SLUGS
from itaportal.publishing.means import means_stamp
from itaportal.stamps.public import agency_stamps, lists_stamp, year_stamp
from itaportal.stamps.writes import data_stamp

from .display import Display, several_agencies

VARY = ("Cookie", "Accept-Encoding")
PUBLIC = "no-cache"  # may be kept by anyone, but is asked for each time
PRIVATE = "no-store, private"
KEPT_SECONDS = 600
KEPT_BYTES = 300_000  # a compressed page; larger ones are rendered each time
COMPRESSED = ("text/html", "application/json", "text/csv", "text/plain", "application/yaml")
_ELSEWHERE = ("/admin/", "/static/", "/display/")
_YEAR_FILE = re.compile(r"/open-data/([0-9]{4})/(?!datapackage)")
_AGENCY_PAGE = re.compile(r"/(?P<agency>[-a-zA-Z0-9_]+)/(?:trend/|(?P<year>[0-9]{4})/)")
_RELEASE = ("templates", "static", *settings.PORTAL_PACKAGES)


class PublicPages:
    """Middleware; stands outside sessions and views, inside the one that adds the Content-Security-Policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from what the reader or this process already holds; otherwise ask the view and keep the answer."""
        if _is_elsewhere(request):
            return self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return _kept_private(self.get_response(request))
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        etag = page_etag(request)
        if _holds(request, etag):
            return _labelled(HttpResponseNotModified(), etag)
        return _kept(request, etag) or self._rendered(request, etag)

    def _rendered(self, request: HttpRequest, etag: str) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 200 or response.cookies or "ETag" in response:
            if response.status_code not in (301, 304):
                response.headers.setdefault("Cache-Control", PUBLIC)
            return response
        if "no-store" in response.get("Cache-Control", ""):
            return response
        _labelled(response, etag)
        if response.streaming or not response["Content-Type"].startswith(COMPRESSED) or "Content-Encoding" in response:
            return response
        return _keep(request, etag, response)


class StaffPages:
    """Middleware; stands inside authentication. The public pages as one signed-in person sees them.

    A page that carries a form's token or a message to the person is shown once and not kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a signed-in person's page from memory where nothing has changed since it was rendered for them."""
        if request.method != "GET" or _is_elsewhere(request) or not request.user.is_authenticated:
            return self.get_response(request)
        user = request.user
        rights = (user.pk, user.is_staff, user.is_superuser, *sorted(user.get_all_permissions()))
        key = _keyed(request, data_stamp(), *map(str, rights))
        if kept := _kept(request, key):
            return kept
        response = self.get_response(request)
        is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        told = getattr(getattr(request, "_messages", None), "used", False)
        once = response.cookies or told or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        return _keep(request, key, response) if response.status_code == 200 and is_page and not once else response


def page_etag(request: HttpRequest) -> str:
    """The ETag of the address for the public: weak, since the same page goes out packed and unpacked.

    It changes with what the public sees on the page, with the release, with the day (a plan may be overdue since
    midnight), the reader's display and the name the portal is called by. Keyed, so that it cannot be made up for an
    address that was never answered. Raises `DisallowedHost` for a host name that is not the portal's.
    """
    request.get_host()  # an unknown host is refused before anything is asked
    return f'W/"{_keyed(request, public_stamp(request.path_info))}"'


def public_stamp(path: str) -> str:
    """The stamp of what the public page at an address is drawn from: an agency's, a year's, or that of all lists."""
    if year := _YEAR_FILE.match(path):
        return year_stamp(int(year[1]))
    page = _AGENCY_PAGE.match(path)
    if page is None or page["agency"] in RESERVED_SLUGS:
        return lists_stamp()
    stamp, lists = agency_stamps(page["agency"])
    several = several_agencies(lists)  # the menu of every page says so
    year_means = page["year"] and means_stamp(page["agency"], int(page["year"]), stamp=stamp, lists=lists)
    return f"{stamp} {several} {year_means}"


def _is_elsewhere(request: HttpRequest) -> bool:
    return settings.DEBUG or request.path_info == "/healthz" or request.path_info.startswith(_ELSEWHERE)


def _keyed(request: HttpRequest, *stamps: str) -> str:
    display = Display.of(request)
    parts = (
        *stamps,
        release(),
        timezone.localdate().isoformat(),
        display.digits,
        display.theme,
        request.scheme or "",
        request.get_host(),
        request.get_full_path(),
    )
    text = "\n".join(parts).encode("utf-8", "replace")
    return hashlib.blake2b(text, key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()


@cache
def release() -> str:
    """A hash over the portal's own code, templates and static files: another release gives other pages."""
    digest = hashlib.sha256()
    for folder in _RELEASE:
        root = Path(settings.BASE_DIR, folder)
        for path in sorted(path for path in root.rglob("*") if path.is_file() and path.suffix not in (".pyc", ".ttf")):
            digest.update(str(path.relative_to(root)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _holds(request: HttpRequest, etag: str) -> bool:
    """Whether the reader says that it holds the page of this ETag (weak comparison, RFC 9110 13.1.2)."""
    held = request.headers.get("If-None-Match")
    return held is not None and etag.removeprefix("W/") in {tag.removeprefix("W/") for tag in parse_etags(held)}


def _labelled(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response.headers.setdefault("Cache-Control", PUBLIC)
    patch_vary_headers(response, VARY)
    return response


def _kept(request: HttpRequest, key: str) -> HttpResponse | None:
    """The page that was kept under `key`, ready to go out."""
    kept = caches["pages"].get(key)
    if kept is None:
        return None
    headers, packed = kept
    return _delivered(request, HttpResponse(b"", headers=headers), packed)


def _keep(request: HttpRequest, key: str, response: HttpResponse) -> HttpResponse:
    """Pack the answer, and keep it where it is a page of moderate size and was not asked with a `?`.

    Anybody can make up endless questions, which would crowd out the pages.
    """
    packed = gzip.compress(response.content, compresslevel=6, mtime=0)
    is_page = response["Content-Type"].startswith("text/html")
    if is_page and not request.META.get("QUERY_STRING") and len(packed) <= KEPT_BYTES:
        caches["pages"].set(key, (dict(response.items()), packed), KEPT_SECONDS)
    return _delivered(request, response, packed)


def _delivered(request: HttpRequest, response: HttpResponse, packed: bytes) -> HttpResponse:
    """Give the page packed to a reader who takes gzip, else unpacked."""
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = packed
        response["Content-Encoding"] = "gzip"
    else:
        response.content = gzip.decompress(packed)
    response["Content-Length"] = str(len(response.content))
    return response


def _kept_private(response: HttpResponse) -> HttpResponse:
    """Nothing that staff see may be kept or shown to somebody else."""
    response["Cache-Control"] = PRIVATE
    patch_vary_headers(response, ["Cookie"])
    return response
