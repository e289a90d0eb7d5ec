"""How a reader wants the public pages: Thai or ASCII digits, light or dark.

The choice is kept in two cookies of the reader's browser, nowhere else, and needs no JavaScript: small forms in the
footer post it to `/display/` and lead back. Pages are written with Thai digits throughout; for a reader who chose
ASCII digits the finished page is translated as a whole (decision 35, docs/decisions/web.md): no sentence is forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt

from assessments.models import Assessment
from itaportal.stamps.public import lists_stamp

COOKIE_AGE = 60 * 60 * 24 * 365
_TO_ASCII = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
WORDS = {"digits": "ตัวเลข", "theme": "สีหน้าจอ"}
# What may be chosen, the default first, with the words on the buttons.
CHOICES = {
    "digits": {"thai": "เลขไทย", "ascii": "เลขอารบิก"},
    "theme": {"auto": "ตามเครื่อง", "light": "สว่าง", "dark": "มืด"},
}


@dataclass(frozen=True)
class Display:
    """What one reader chose; anything unknown in a cookie is the default."""

    digits: str
    theme: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Display":
        """Read the choice from the request's cookies."""
        return cls(**{name: _known(name, request.COOKIES.get(name, "")) for name in CHOICES})

    @property
    def is_ascii(self) -> bool:
        """Whether the reader wants ASCII digits."""
        return self.digits == "ascii"

    @property
    def switches(self) -> list[dict[str, Any]]:
        """The buttons: for each choice its name and its options, each saying whether it is the chosen one."""
        return [
            {
                "name": name,
                "words": WORDS[name],
                "options": [
                    {"value": value, "words": words, "chosen": getattr(self, name) == value}
                    for value, words in options.items()
                ],
            }
            for name, options in CHOICES.items()
        ]


def _known(name: str, value: str) -> str:
    return value if value in CHOICES[name] else next(iter(CHOICES[name]))


def in_ascii_digits(html: bytes) -> bytes:
    """Return a page in UTF-8 with every Thai digit as its ASCII one."""
    return html.decode().translate(_TO_ASCII).encode()


def reader_digits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: translate the digits of public HTML for a reader who chose ASCII digits.

    The admin is left alone (what stands in its fields is what was typed), and so are files, which carry the
    document as it was published.
    """
    admin = reverse("admin:index")

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        wanted = Display.of(request).is_ascii and not request.path_info.startswith(admin)
        if wanted and not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            response.content = in_ascii_digits(response.content)
        return response

    return middleware


@csrf_exempt
def choose_display(request: HttpRequest) -> HttpResponse:
    """Keep a choice in its cookie and lead back to the page it was made on.

    Without a CSRF token, which would make every public page a reader's own: all that a forged form could do is to
    change the reader's digits. `next` leads to a page of this portal only, otherwise home.
    """
    if request.method != "POST":
        raise Http404
    back = request.POST.get("next", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("home")
    response = HttpResponseRedirect(back)
    response.status_code = 303  # the page is fetched with GET, whatever came before
    for name, options in CHOICES.items():
        value = request.POST.get(name)
        if value in options:
            response.set_cookie(
                name, value, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=request.is_secure()
            )
    return response


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the reader's display, and whether there are agencies to compare.

    The latter is asked of the database only where a template wants to know; one query, the same for everyone.
    """
    several = SimpleLazyObject(lambda: several_agencies(lists_stamp()))
    return {"display": Display.of(request), "several_agencies": several}


@lru_cache(maxsize=4)
def several_agencies(_lists_stamp: str) -> bool:
    """Whether there are agencies to compare, which every page's menu says; asked once for each stamp of the lists."""
    agencies = Assessment.objects.published().order_by().values_list("agency_id", flat=True).distinct()
    return len(agencies[:2]) > 1
