"""Gunicorn as `make run` starts it: slow clients hold no thread, and a request is taken as HTTP/1.1 says."""

import contextlib
import socket
import urllib.request
from collections.abc import Iterator

import pytest

from ..serving import served
from ..slow_clients import slow_clients

pytestmark = pytest.mark.slow

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
LAST = HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> Iterator[int]:
    """A server with four threads in one process."""
    with served(tmp_path_factory.mktemp("served"), prepared=False) as address:
        yield int(address.rpartition(":")[2])


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Iterator[int]:
    """A server that holds twenty connections and waits a second for a request."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUNICORN_CMD_ARGS", "--worker-connections=20")
        patch.setenv("SERVED_HEAD_SECONDS", "1")
        with served(tmp_path_factory.mktemp("small"), prepared=False) as address:
            yield int(address.rpartition(":")[2])


def answers(port: int, *sent: bytes) -> str:
    """All that the server says to these pieces until it closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in sent:
            client.sendall(piece)
        return b"".join(iter(lambda: client.recv(65536), b"")).decode()


def is_well(port: int) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        return answer.read() == b"ok"


@pytest.mark.parametrize("kind", ["nothing", "head", "body", "never closing"])  # the last of KINDS needs a file
def test_many_slow_clients_leave_the_server_free(port, kind):
    with slow_clients(port, kind, 60, every=0.1):
        assert is_well(port)


def test_a_request_may_come_byte_by_byte_and_two_at_once(port):
    assert answers(port, *(LAST[place : place + 1] for place in range(len(LAST)))).count("HTTP/1.1 200 OK") == 1
    assert answers(port, HEALTH + HEALTH + LAST[:20], LAST[20:]).count("HTTP/1.1 200 OK") == 3


def test_a_form_comes_whole_to_its_view(port):
    form = b"digits=ascii&next=/healthz"
    head = b"POST /display/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nExpect: 100-continue\r\n"
    head += b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(form)
    answer = answers(port, head, form[:5], form[5:])
    assert answer.startswith("HTTP/1.1 100 Continue\r\n\r\n")
    assert "\r\nLocation: /healthz\r\n" in answer
    assert "digits=ascii" in answer


def test_a_body_that_nobody_reads_is_not_the_next_request(port):
    hidden = b"GET /display/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    carrier = HEALTH.replace(b"\r\n\r\n", b"\r\nContent-Length: %d\r\n\r\n" % len(hidden))
    assert answers(port, carrier + hidden + LAST).count("HTTP/1.1 ") == 2


@pytest.mark.parametrize(
    ("head", "status", "said"),
    [
        (b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "411 Length Required", "คำขอไม่ได้ระบุขนาดข้อมูล"),
        (b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "400 Bad Request", "คำขอไม่ถูกต้อง"),
        (b"Content-Length: 999999999\r\n\r\n", "413 Request Entity Too Large", "ข้อมูลที่ส่งมีขนาดใหญ่เกินกำหนด"),
        (b"X: " + b"y" * 70_000, "431 Request Header Fields Too Large", "คำขอมีส่วนหัวยาวเกินกำหนด"),
    ],
)
def test_what_is_refused_before_a_thread_is_taken_says_so_in_thai(port, head, status, said):
    answer = answers(port, b"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n" + head)
    assert answer.startswith(f"HTTP/1.1 {status}\r\n")
    assert f'<h1 class="page-title">{said}</h1>' in answer


def test_what_does_not_come_in_time_is_refused_and_what_never_began_is_closed(small):
    late = answers(small, HEALTH[:20])
    assert late.startswith("HTTP/1.1 408 Request Timeout\r\n")
    assert "ระบบได้รับข้อมูลไม่ครบภายในเวลาที่กำหนด" in late
    assert answers(small) == ""


def test_where_too_many_connections_are_open_the_one_that_has_waited_longest_gives_way(small):
    with contextlib.ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(socket.create_connection(("127.0.0.1", small), timeout=10))
        assert is_well(small)
