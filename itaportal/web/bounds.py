"""What costs much has a bounded share of the server: drawing, comparing, exports and signing in.

A share is work of one kind. So much of it is done at a time, over all workers, and so many threads of a worker may do
it or wait for it; the other threads stay free for pages. Whoever finds no place, or waits too long, gets a page that
says so: 503 with Retry-After. The work of people who have signed in has a share of its own, so the public cannot take
it from them.

The tables at the foot name each route that such work is done for. Where a whole request is such work, the middleware
takes the share; where an address often answers with what is there, its view takes it when there is work to do.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from itaportal.models import YEAR_KIND
from itaportal.publishing.kinds import KINDS

from .request_ids import unavailable
from .typed import typed_in

RETRY_AFTER = 10  # seconds
AT_ONCE = max(1, len(os.sched_getaffinity(0)) // 2)  # over all workers; the other processors are for pages
PART = 6  # each of the five shares has a sixth of a worker's threads, so that a sixth is left
LOOKS_EVERY, TELL_EVERY = 0.05, 60.0  # seconds

_held: ContextVar[str] = ContextVar("share", default="")
_places: dict[str, threading.BoundedSemaphore] = {}
_threads = 12
_lock = threading.Lock()
_told: dict[str, float] = {}
logger = logging.getLogger(__name__)


class BusyError(Exception):
    """There is no place for work of this `share` now."""

    def __init__(self, share: Share) -> None:
        super().__init__(share.name)
        self.share = share


@dataclass(frozen=True)
class Share:
    """One kind of work: how long it is waited for, in seconds, and what somebody reads who finds no place."""

    name: str
    patience: float
    title: str
    text: str

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Do the work in a `with` block. Raises BusyError where there is no place, or none within `patience`."""
        with ExitStack() as stack:
            if not _here(self.name).acquire(blocking=False):
                raise BusyError(self)
            stack.callback(_here(self.name).release)
            if slot := self._slot():
                stack.enter_context(slot)
            stack.callback(_held.reset, _held.set(self.name))
            yield

    def _slot(self) -> IO[bytes] | None:
        """A locked file: free again when it is closed, or its process ends. None where no file can be opened."""
        give_up = time.monotonic() + self.patience
        while True:
            for number in range(AT_ONCE):
                try:
                    folder = Path(settings.SHARES_ROOT)
                    folder.mkdir(parents=True, exist_ok=True)
                    slot = (folder / f"{self.name}-{number}").open("wb")
                except (
                    OSError
                ):  # nobody is kept from reading by a folder that cannot be written; the places still count
                    return None
                try:
                    fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    slot.close()
                else:
                    return slot
            if time.monotonic() > give_up:
                raise BusyError(self)
            time.sleep(LOOKS_EVERY)


def held() -> str:
    """The name of the share whose work this thread does, or nothing."""
    return _held.get()


def serve_with(threads: int) -> None:
    """Say how many threads this worker has, before it serves."""
    global _threads
    _threads = threads


def _here(name: str) -> threading.BoundedSemaphore:
    """The places that a share has in this process."""
    with _lock:
        return _places.setdefault(name, threading.BoundedSemaphore(max(1, _threads // PART)))


_BUSY = "ขณะนี้มีผู้ใช้งานส่วนนี้พร้อมกันจำนวนมาก"
DRAWING = Share("drawing", 10, _BUSY, "ระบบกำลังจัดทำไฟล์ให้ผู้ที่มาก่อน กรุณารอสักครู่แล้วเปิดไฟล์นี้ใหม่")
COMPARING = Share("comparing", 5, _BUSY, "ระบบกำลังเปรียบเทียบข้อมูลให้ผู้ที่มาก่อน กรุณารอสักครู่แล้วเปิดหน้านี้ใหม่")
SIGNING_IN = Share("signing-in", 5, "ขณะนี้มีผู้เข้าสู่ระบบพร้อมกันจำนวนมาก", "ท่านยังไม่ได้เข้าสู่ระบบ กรุณารอสักครู่แล้วเข้าสู่ระบบใหม่")
EXPORTING = Share("exporting", 5, _BUSY, "ระบบกำลังจัดทำไฟล์ข้อมูลให้ผู้ที่มาก่อน กรุณารอสักครู่แล้วเปิดไฟล์นี้ใหม่")
STAFF = Share("staff", 20, _BUSY, "ระบบยังไม่ได้ทำรายการนี้ เพราะกำลังจัดทำไฟล์ให้ผู้ใช้รายอื่น กรุณารอสักครู่แล้วทำรายการใหม่")


def when_drawn() -> dict[str, Share]:
    """Route → its share, where its view takes the share when it has to draw."""
    return {
        **{file.replace(".", "-"): DRAWING for file in KINDS[YEAR_KIND].renderers},
        **{
            f"{kind.code}-version-{file.replace('.', '-')}": DRAWING
            for kind in KINDS.values()
            for file in kind.renderers
        },
        "open-data-file": EXPORTING,
        "compare": COMPARING,
        "compare-csv": COMPARING,
    }


# Route → its share and the method with which the whole request is work of it.
WHOLE = {
    "admin:login": (SIGNING_IN, "POST"),
    "admin:files": (STAFF, "GET"),
    **{
        f"admin:itaportal_publication_{'' if kind.stands_for_year else f'{kind.code}_'}publish": (STAFF, "POST")
        for kind in KINDS.values()
    },
}


def send_away(request: HttpRequest) -> None:
    """Raise BusyError where a request that surely has to draw would find no place: before anything is read for it."""
    share = _share(request)
    place = _here(share.name)
    if not place.acquire(blocking=False):
        raise BusyError(share)
    place.release()


def drawing(request: HttpRequest) -> AbstractContextManager[None]:
    """The share of a request that has to draw, taken in a `with` block as by `Share.taken`.

    Raises KeyError for a route that is not in `when_drawn`.
    """
    return _share(request).taken()


def _share(request: HttpRequest) -> Share:
    assert request.resolver_match
    share = when_drawn()[request.resolver_match.view_name]
    return STAFF if request.user.is_authenticated else share


class Bounds:
    """Middleware: takes the share of a route that is work as a whole, and answers where there was no place."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on; its share is free again when it is answered, and a streamed answer is at its end."""
        request.work = stack = ExitStack()  # type: ignore[attr-defined]  # taken in `process_view`
        try:
            response = self.get_response(request)
        except BaseException:
            stack.close()
            raise
        if response.streaming:
            cast(Any, response)._resource_closers.append(stack.close)  # as Django does with what a stream reads from
        else:
            stack.close()
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Take the share before the view is asked."""
        assert request.resolver_match
        share, method = WHOLE.get(request.resolver_match.view_name, (None, ""))
        if share is None or request.method != method or (method == "GET" and not request.GET):
            return None
        try:
            cast(Any, request).work.enter_context(share.taken())
        except BusyError as busy:
            return _busy_page(request, busy)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a view that found no place; None leaves any other failure to Django."""
        return _busy_page(request, exception) if isinstance(exception, BusyError) else None


def _busy_page(request: HttpRequest, busy: BusyError) -> HttpResponse:
    typed = typed_in(request, again=True)  # why somebody publishes, and what they had confirmed
    response = unavailable(request, busy.share.title, busy.share.text, retry_after=RETRY_AFTER, typed=typed)
    response._has_been_logged = True  # type: ignore[attr-defined]  # nothing failed: no line of Django's for each
    now = time.monotonic()
    if now - _told.get(busy.share.name, 0.0) > TELL_EVERY:
        _told[busy.share.name] = now
        logger.warning("no place for %s: answered 503; told once a minute", busy.share.name)
    return response
