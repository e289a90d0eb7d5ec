"""The gunicorn worker that serves the portal: threads for requests that are there, none for those that are coming.

Gunicorn's threads each wait for one client: a few that send or read slowly hold them all. Here the worker's loop
reads each request to its end (`arriving.py`) before a thread is taken for it. A request that is not there in time is
refused, and where too many connections are open the one that has waited longest is closed. Answers lie in the
kernel's buffer, so that a thread does not wait for a slow reader; for what does not fit there it waits a bounded time.
"""

import errno
import os
import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from http import HTTPStatus
from typing import Any

from django.template import loader
from gunicorn.http import get_parser
from gunicorn.workers.gthread import TConn, ThreadWorker

from .arriving import LARGE_BODY, Arriving

CHUNK = 65_536  # bytes read at a time
SENT_BYTES = (
    1_000_000  # asked of the kernel for one connection's answers; it gives some 400 KB where nobody raised that
)
SEND_SECONDS = 30.0  # for an answer, or a part of a streamed one, that does not fit there
LINGER_SECONDS = 2.0  # for a client to close its side, so that it surely has the answer (RFC 9112 9.6)
LINGERING = 256  # connections that wait for that
LARGE_AT_ONCE = 8  # large bodies that come in at the same time
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_NO_MORE_FILES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class Client(socket.socket):
    """A connection to a client. What it takes at once is sent without waiting; for the rest there are SEND_SECONDS.

    It never blocks otherwise: to ask the kernel whether one may send, and to switch between the two, gives up Python's
    lock each time, and getting that back is what a request waits for most where many are answered.
    """

    def setblocking(self, flag: bool, /) -> None:
        """Stay as it is, whatever gunicorn's threads ask for."""

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Send all of it. Raises ConnectionResetError where the client does not take it in time."""
        try:
            sent = self.send(data, flags)
        except BlockingIOError:
            sent = 0
        if sent < len(data):
            with self._in_time():
                super().sendall(memoryview(data)[sent:], flags)

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Send a part of a file. Raises ConnectionResetError where the client does not take it in time."""
        sent, count = 0, os.fstat(file.fileno()).st_size - offset if count is None else count
        with suppress(BlockingIOError):
            while sent < count and (part := os.sendfile(self.fileno(), file.fileno(), offset + sent, count - sent)):
                sent += part
        if sent < count:
            with self._in_time():
                sent += super().sendfile(file, offset + sent, count - sent)
        return sent

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        self.settimeout(SEND_SECONDS)
        try:
            yield
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "the client reads too slowly") from None
        finally:
            self.settimeout(0.0)


class Source:
    """What gunicorn's parser reads from in place of the socket: the request that has arrived, and its end."""

    def __init__(self) -> None:
        self.arrived: Arriving | None = None

    def recv(self, size: int) -> bytes:
        """Return the next bytes."""
        return self.arrived.read(size) if self.arrived else b""


class Connection(TConn):
    """A connection with the request that is arriving on it."""

    def __init__(self, worker: "Worker", sock: Client, client: Any, server: Any) -> None:
        super().__init__(worker.cfg, sock, client, server)
        self.worker = worker
        self.source = Source()
        self.parser = get_parser(worker.cfg, self.source, client)
        self.arriving = Arriving(time.monotonic())
        self.data_ready = True  # a thread need not wait for it

    def close(self, graceful: bool = False) -> None:
        """Close it; where the client shall surely have the answer, once it has closed its side."""
        self.arriving.close()
        if graceful:
            self.worker.linger(self.sock)
        else:
            super().close()


class Worker(ThreadWorker):
    """Gunicorn's threads behind a loop that reads the requests. Everything here but `handle` runs in the loop."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.arriving: dict[Connection, None] = {}  # whose request is not whole; the one that waits longest comes first
        self.lingering: dict[Client, float] = {}
        self._looked = 0.0

    def init_process(self) -> None:
        """Say how many threads there are, and serve."""
        from . import bounds  # needs the models, which are not there when the master names this class

        bounds.serve_with(self.cfg.threads)
        super().init_process()

    def accept(self, listener: Any) -> None:
        """Take a new connection; its request may be there already."""
        if self.nr_conns >= self.worker_connections - 1:
            self._make_room()
        try:
            accepted, address = listener.accept()
        except OSError as error:
            if error.errno in _NO_MORE_FILES:
                self._make_room()
            elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return
        sock = Client(accepted.family, accepted.type, accepted.proto, accepted.detach())
        sock.settimeout(0.0)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT_BYTES)
        self.nr_conns += 1
        self.enqueue_req(Connection(self, sock, address, listener.getsockname()))

    def enqueue_req(self, conn: Connection) -> None:
        """Read the connection's next request; a thread is taken for it when it is whole."""
        conn.arriving = Arriving(time.monotonic())
        early = conn.parser.unreader.take_buffered()
        if early:
            conn.arriving.take(early, time.monotonic())
        self._go_on(conn)
        if not conn.arriving.whole and not conn.arriving.refused:
            self._receive(conn, conn.sock)

    def _receive(self, conn: Connection, sock: Client) -> None:
        """Take what has arrived on the connection."""
        try:
            data = sock.recv(CHUNK)
        except (BlockingIOError, InterruptedError):
            return self._await(conn)
        except OSError:
            return self._drop(conn)
        if not data:
            return self._drop(conn)
        conn.arriving.take(data, time.monotonic())
        return self._go_on(conn)

    def _go_on(self, conn: Connection) -> None:
        """Hand the request on where it is whole, refuse it where it must be, else wait for more."""
        arriving = conn.arriving
        if arriving.whole:
            self._forget(conn)
            conn.source.arrived = arriving
            super().enqueue_req(conn)
        elif arriving.refused:
            self._refuse(conn, arriving.refused)
        elif arriving.begun:
            if arriving.length > LARGE_BODY and self._is_crowded(conn):
                return self._refuse(conn, HTTPStatus.SERVICE_UNAVAILABLE)
            if arriving.waits_to_continue:
                arriving.waits_to_continue = False
                with suppress(OSError):
                    conn.sock.send(_CONTINUE)
            self._await(conn)
        return None

    def _await(self, conn: Connection) -> None:
        if conn not in self.arriving:
            self.arriving[conn] = None
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))

    def _forget(self, conn: Connection) -> None:
        if conn in self.arriving:
            del self.arriving[conn]
            self.poller.unregister(conn.sock)

    def _drop(self, conn: Connection, graceful: bool = False) -> None:
        self._forget(conn)
        self.nr_conns -= 1
        conn.close(graceful)

    def _refuse(self, conn: Connection, status: HTTPStatus) -> None:
        """Say why the request is not answered, and close the connection."""
        conn.arriving.refused = status
        with suppress(OSError):
            conn.sock.send(refusal(status))
        self._drop(conn, graceful=True)

    def _is_crowded(self, conn: Connection) -> bool:
        """Whether as many large bodies as may be are coming in on other connections."""
        return sum(other.arriving.length > LARGE_BODY for other in self.arriving if other is not conn) >= LARGE_AT_ONCE

    def _make_room(self) -> None:
        """Close the connection that has waited longest for its client."""
        if self.arriving:
            self._drop(next(iter(self.arriving)))
        elif self.keepalived_conns:
            self.keepalived_conns[0].timeout = 0.0
            self.murder_keepalived()

    def handle(self, conn: Connection) -> Any:
        """Answer the request, in a thread; what came behind it on the connection is the beginning of the next one."""
        goes_on = super().handle(conn)
        if goes_on and conn.arriving.surplus:
            conn.parser.unreader.unread(conn.arriving.surplus)
        conn.arriving.close()
        return goes_on

    def murder_pending(self) -> None:
        """Close what has waited too long. Gunicorn's loop calls this after whatever it has done."""
        now = time.monotonic()
        if now - self._looked < 1 and self.alive:
            return
        self._looked = now
        for conn in list(self.arriving):
            if not conn.arriving.begun and (now > conn.arriving.until or not self.alive):
                self._drop(conn)
            elif now > conn.arriving.until:
                self._refuse(conn, HTTPStatus.REQUEST_TIMEOUT)
        for sock in [sock for sock, until in self.lingering.items() if now > until]:
            self._part(sock)

    def linger(self, sock: Client) -> None:
        """Close a connection once its client has, without waiting for it here."""
        try:
            sock.shutdown(socket.SHUT_WR)
            self.poller.register(sock, selectors.EVENT_READ, self._discard)
        except (OSError, ValueError, KeyError):  # it is gone, or the worker ends
            return sock.close()
        if len(self.lingering) >= LINGERING:
            self._part(next(iter(self.lingering)))
        self.lingering[sock] = time.monotonic() + LINGER_SECONDS
        return self._discard(sock)

    def _discard(self, sock: Client) -> None:
        try:
            gone = not sock.recv(CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            gone = True
        if gone:
            self._part(sock)

    def _part(self, sock: Client) -> None:
        del self.lingering[sock]
        self.poller.unregister(sock)
        sock.close()


_WORDS = {
    HTTPStatus.BAD_REQUEST: ("คำขอไม่ถูกต้อง", "ระบบอ่านคำขอนี้ไม่ได้ กรุณากลับหน้าแรกแล้วลองใหม่"),
    HTTPStatus.REQUEST_TIMEOUT: (
        "ระบบได้รับข้อมูลไม่ครบภายในเวลาที่กำหนด",
        "ระบบยังไม่ได้บันทึกข้อมูลที่ท่านส่ง กรุณาตรวจสอบการเชื่อมต่อเครือข่าย แล้วส่งใหม่",
    ),
    HTTPStatus.LENGTH_REQUIRED: ("คำขอไม่ได้ระบุขนาดข้อมูล", "ระบบรับเฉพาะคำขอที่ระบุขนาดข้อมูล (Content-Length) กรุณาส่งใหม่"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "ข้อมูลที่ส่งมีขนาดใหญ่เกินกำหนด",
        "ระบบยังไม่ได้บันทึกข้อมูลที่ท่านส่ง กรุณาลดขนาดไฟล์หรือแบ่งเป็นหลายไฟล์ แล้วส่งใหม่",
    ),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (
        "คำขอมีส่วนหัวยาวเกินกำหนด",
        "กรุณาลบคุกกี้ของเว็บไซต์นี้ในเบราว์เซอร์ของท่าน แล้วลองใหม่",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "ขณะนี้มีผู้ส่งไฟล์ขนาดใหญ่พร้อมกันจำนวนมาก",
        "ระบบยังไม่ได้รับไฟล์ของท่าน กรุณารอสักครู่แล้วส่งใหม่",
    ),
}


@cache
def refusal(status: HTTPStatus) -> bytes:
    """The whole answer to a request that no thread is taken for."""
    title, text = _WORDS[status]
    page = loader.get_template("503.html").render({"title": title, "text": text}).encode()
    lines = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(page)}",
        "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'",
        "X-Content-Type-Options: nosniff",
        "Cache-Control: no-store",
        "Connection: close",
    ]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        lines.append("Retry-After: 30")
    return "\r\n".join([*lines, "", ""]).encode() + page
