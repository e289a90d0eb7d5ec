"""Clients that keep connections open and hardly send or read: what a server must not spend a thread on."""

import selectors
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_HOST = b" HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20000\r\n\r\n"
# What each kind sends at once, what it sends again and again, and whether it takes an answer.
KINDS: dict[str, tuple[bytes, bytes, bool]] = {
    "nothing": (b"", b"", True),
    "head": (b"GET /" + _HOST + b"X-Long: ", b"x", True),
    "body": (b"POST /admin/login/" + _HOST + _FORM, b"x", True),
    "never closing": (b"GET /healthz" + _HOST + b"Connection: close\r\n\r\n", b"", False),
    "not reading": (b"GET %s" + _HOST + b"\r\n", b"", False),  # a large file
}


@contextmanager
def slow_clients(port: int, kind: str, count: int, every: float = 0.5, path: str = "/healthz") -> Iterator[None]:
    """Hold `count` connections of a kind, and open another where one was closed; a byte on each `every` seconds.

    `path` is the file of those who ask for one.
    """
    over, all_there = threading.Event(), threading.Event()

    def hold() -> None:
        held: set[socket.socket] = set()
        while not over.is_set():
            held = {client for client in held if _goes_on(client, kind)}
            while len(held) < count and not over.is_set():
                with suppress(OSError):
                    held.add(_opened(port, kind, path))
            all_there.set()
            over.wait(every)
        for client in held:
            client.close()

    holder = threading.Thread(target=hold, daemon=True)
    holder.start()
    try:
        assert all_there.wait(60), "the connections are not taken"
        time.sleep(2 * every)
        yield
    finally:
        over.set()
        holder.join()


def _opened(port: int, kind: str, path: str) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # before connecting: little fits between the two
    client.settimeout(5)
    client.connect(("127.0.0.1", port))
    client.sendall(KINDS[kind][0].replace(b"%s", path.encode()))
    client.setblocking(False)
    return client


def _goes_on(client: socket.socket, kind: str) -> bool:
    """Send the next byte; False where the server has answered or closed, and the client is of a kind that sees it."""
    _, then, takes_answer = KINDS[kind]
    if not takes_answer:
        return True
    try:
        if then:
            client.send(then)
        with selectors.DefaultSelector() as answers:
            answers.register(client, selectors.EVENT_READ)
            if not answers.select(0):
                return True
    except OSError:
        pass
    client.close()
    return False
