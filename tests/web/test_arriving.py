"""A request is whole when its head and as many bytes as it says are there, however they come in."""

import itertools
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itaportal.web import arriving
from itaportal.web.arriving import Arriving

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"


def taken(*pieces: bytes) -> Arriving:
    request = Arriving(0.0)
    for piece in pieces:
        assert not request.whole
        request.take(piece, 1.0)
    request.close()
    return request


def everything(request: Arriving) -> bytes:
    return b"".join(iter(lambda: request.read(7), b""))


@given(st.binary(max_size=40), st.binary(max_size=40), st.lists(st.integers(0, 140), max_size=6))
def test_however_it_is_cut_the_same_bytes_are_the_request(body, behind, cuts):
    """Every byte of it, none of what follows, and not a byte before the last one is there."""
    sent = POST % len(body) + body if body else GET
    request = Arriving(0.0)
    places = sorted({0, len(sent), *(min(cut, len(sent)) for cut in cuts)})
    pieces = [sent[start:end] for start, end in itertools.pairwise(places)]
    pieces[-1] += behind
    for number, piece in enumerate(pieces, 1):
        request.take(piece, 1.0)
        assert request.whole == (number == len(pieces))
    assert everything(request) == sent
    assert request.surplus == behind
    request.close()


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"Transfer-Encoding: chunked", HTTPStatus.LENGTH_REQUIRED),
        (b"Content-Length: 3\r\nTRANSFER-ENCODING : chunked", HTTPStatus.LENGTH_REQUIRED),
        (b"Content-Length: 3\r\nContent-Length: 3", HTTPStatus.BAD_REQUEST),
        (b"Content-Length: 3, 3", HTTPStatus.BAD_REQUEST),
        (b"Content-Length: +3", HTTPStatus.BAD_REQUEST),
        (b"Content-Length:", HTTPStatus.BAD_REQUEST),
        (b"Content-Length: 64000001", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    ],
)
def test_a_body_without_one_plain_length_is_refused(head, status):
    request = taken(b"POST / HTTP/1.1\r\n" + head + b"\r\n\r\nabc")
    assert (request.refused, request.whole) == (status, False)


def test_a_head_has_a_largest_size_whether_it_ends_or_not():
    line = b"X: " + b"y" * arriving.HEAD_BYTES
    assert taken(b"GET / HTTP/1.1\r\n", line).refused == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    assert taken(b"GET / HTTP/1.1\r\n" + line + b"\r\n\r\n").refused == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE


def test_a_long_body_has_longer_and_what_was_said_of_it_in_a_value_counts_for_nothing():
    assert taken(b"GET / HTTP/1.1\r\n").until == arriving.HEAD_SECONDS
    short, long = taken(POST % 5), taken(POST % 16_000_000)
    assert short.until == pytest.approx(31, abs=0.1)
    assert long.until == pytest.approx(1031)
    assert taken(b"GET / HTTP/1.1\r\nX: content-length: 5\r\n\r\n").whole


def test_a_body_that_is_held_back_is_asked_for_once_nothing_of_it_is_there():
    expecting = (POST % 3).replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")
    assert taken(expecting).waits_to_continue
    assert not taken(expecting + b"a").waits_to_continue
    assert not taken(POST % 3).waits_to_continue
