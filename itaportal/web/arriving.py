"""What has arrived of a request, until all of it is there.

A thread is taken for a request only then (`worker.py`), so that a client that sends slowly holds none. Of HTTP/1.1
this reads no more than where a request ends (RFC 9112 6.3). Whether it is well formed is for gunicorn's parser, which
then gets these bytes and no others: the two cannot take different bytes for the next request.
"""

import re
import tempfile
from http import HTTPStatus
from typing import IO

HEAD_BYTES = 65_536  # of the request line and all headers; gunicorn's own limits are for each line
BODY_BYTES = 64_000_000  # the portal's forms refuse what is too large for them in their own words, below this
IN_MEMORY = 65_536  # a longer body goes to a file
LARGE_BODY = 1_000_000  # how many of these may come in at once is bounded (`worker.py`)
HEAD_SECONDS = 10.0
BODY_SECONDS, BODY_RATE = 30.0, 16_000  # a body has so many seconds, and one more for every so many bytes

_DIGITS = re.compile(rb"[0-9]{1,15}")


class Arriving:
    """One request as it comes in: `take` what arrives, until it is `whole` or `refused`; then `read` it."""

    def __init__(self, now: float) -> None:
        """Begin at `now`, in seconds of the clock that `until` is given in."""
        self.until = now + HEAD_SECONDS  # by when it must have come further
        self.whole = False
        self.refused: HTTPStatus | None = None
        self.waits_to_continue = False  # the client holds the body back until it is told that it is wanted
        self.length = 0  # of the body
        self.surplus = b""  # what came after the request: the beginning of the next one
        self._head = bytearray()
        self._body: IO[bytes] | None = None
        self._missing = 0

    @property
    def begun(self) -> bool:
        """Whether anything has arrived."""
        return bool(self._head)

    def take(self, data: bytes, now: float) -> None:
        """Add what has just arrived."""
        if self._body is not None:
            return self._take_body(data)
        sought = max(0, len(self._head) - 3)
        self._head += data
        end = self._head.find(b"\r\n\r\n", sought, HEAD_BYTES)
        if end < 0:
            if len(self._head) > HEAD_BYTES:
                self.refused = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            return None
        rest = bytes(self._head[end + 4 :])
        del self._head[end + 4 :]
        self._read_head()
        if self.refused or not self.length:
            self.whole, self.surplus = not self.refused, rest
            return None
        self.until = now + BODY_SECONDS + self.length / BODY_RATE
        self._missing = self.length
        self._body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # closed with the request
        return self._take_body(rest)

    def _take_body(self, data: bytes) -> None:
        assert self._body is not None
        if data:
            self.waits_to_continue = False
        self._body.write(data[: self._missing])
        self.surplus = data[self._missing :]
        self._missing -= min(self._missing, len(data))
        if not self._missing:
            self._body.seek(0)
            self.whole = True

    def _read_head(self) -> None:
        """Find the length of the body. Two lengths, or one that is no number, have no meaning that all would share."""
        lower = bytes(self._head).lower()
        if b"content-length" not in lower and b"transfer-encoding" not in lower:
            return
        fields = [(name.strip(), value.strip()) for name, _, value in (x.partition(b":") for x in lower.split(b"\r\n"))]
        if any(name == b"transfer-encoding" for name, _ in fields):
            # Browsers and proxies send lengths. Django would take a body without one for empty.
            self.refused = HTTPStatus.LENGTH_REQUIRED
            return
        lengths = [value for name, value in fields if name == b"content-length"]
        if len(lengths) > 1 or not all(map(_DIGITS.fullmatch, lengths)):
            self.refused = HTTPStatus.BAD_REQUEST
            return
        self.length = int(lengths[0]) if lengths else 0
        if self.length > BODY_BYTES:
            self.refused = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        self.waits_to_continue = (b"expect", b"100-continue") in fields

    def read(self, size: int) -> bytes:
        """Return the request's next bytes, `size` of the body at most; nothing at its end."""
        if self._head:
            head, self._head = bytes(self._head), bytearray()
            return head
        return self._body.read(size) if self._body else b""

    def close(self) -> None:
        """Forget it."""
        if self._body:
            self._body.close()
