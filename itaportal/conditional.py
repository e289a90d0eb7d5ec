"""ETag, 304 and a short memory for everything the public may read; nothing of the kind for people who signed in.

A page's ETag is made from `stamps.public_stamp()`, which one query answers, before any view is asked: whoever holds
the current page gets a 304 that costs no rendering. Rendered pages are kept in this process under the same ETag, so
what was published, withdrawn or imported a moment ago shows at the next request: its stamp is another, and pages kept
under the old one are never asked for again.

Whoever sends a session cookie may be staff and is always answered afresh, with `private, no-store`.
"""

import gzip
import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from .display import Display
from .stamps import public_stamp

VARY = ("Cookie", "Accept-Encoding")
PUBLIC = "no-cache"  # may be kept by anyone, but is asked for each time
PRIVATE = "private, no-store"
KEPT_SECONDS = 600
KEPT_BYTES = 300_000  # a compressed page; larger ones are rendered each time
COMPRESSED = ("text/html", "application/json", "text/csv", "text/plain", "application/yaml")
_ELSEWHERE = ("/admin/", "/static/", "/healthz", "/display/")
_RELEASE = ("templates", "static", "itaportal", "assessments", "measures")


class PublicPages:
    """Middleware; stands outside sessions and views, inside the one that adds the Content-Security-Policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from what the reader or this process already holds; otherwise ask the view and keep the answer."""
        if settings.DEBUG or request.path_info.startswith(_ELSEWHERE):
            return self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return _kept_private(self.get_response(request))
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        etag = page_etag(request)
        if _holds(request, etag):
            return _labelled(HttpResponseNotModified(), etag)
        kept = caches["pages"].get(etag)
        if kept is not None:
            headers, packed = kept
            return _delivered(request, HttpResponse(b"", headers=headers), packed)
        return self._rendered(request, etag)

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
        packed = gzip.compress(response.content, compresslevel=6, mtime=0)
        is_page = response["Content-Type"].startswith("text/html")
        if is_page and not request.META.get("QUERY_STRING") and len(packed) <= KEPT_BYTES:
            caches["pages"].set(etag, (dict(response.items()), packed), KEPT_SECONDS)
        return _delivered(request, response, packed)


def page_etag(request: HttpRequest) -> str:
    """The ETag of the address for the public: weak, since the same page goes out packed and unpacked.

    It changes with anything the public may see, with the release, with the day (a plan may be overdue since
    midnight), the reader's display and the name the portal is called by. Keyed, so that it cannot be made up for an
    address that was never answered. Raises `DisallowedHost` for a host name that is not the portal's.
    """
    display = Display.of(request)
    parts = (
        public_stamp(),
        release(),
        timezone.localdate().isoformat(),
        display.digits,
        display.theme,
        request.scheme or "",
        request.get_host(),
        request.get_full_path(),
    )
    text = "\n".join(parts).encode("utf-8", "replace")
    return f'W/"{hashlib.blake2b(text, key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()}"'


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
