"""Published files over HTTP: what a request may ask of a file, as RFC 9110 says, at the address of a version itself."""

import os
from collections.abc import Callable, Iterator
from email.utils import formatdate

import pytest
from django.test import Client, override_settings

ADDRESS = "/somewhere/2568/v1/data.json"
CONTENT = b"0123456789"
MTIME = 1_700_000_000
ETAG = f'"{MTIME * 10**9 + 5 * 10**8:x}-{len(CONTENT):x}"'
DATE, EARLIER, LATER = (formatdate(MTIME + by, usegmt=True) for by in (0, -1, 1))

Answer = tuple[int, bytes, dict[str, str]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory) -> Iterator[Callable[..., Answer]]:
    """Ask for a file of ten bytes that lies in the published folder; no database is asked."""
    root = tmp_path_factory.mktemp("published")
    path = root / "somewhere" / "2568" / "v1" / "data.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    os.utime(path, ns=(0, MTIME * 10**9 + 5 * 10**8))
    with override_settings(PUBLISHED_ROOT=root):
        client = Client()

        def answer(method: str = "GET", **headers: str) -> Answer:
            named = {name.replace("_", "-"): text for name, text in headers.items()}
            response = client.generic(method, ADDRESS, headers=named)
            return response.status_code, b"".join(response), dict(response.items())

        yield answer


def test_the_file_says_what_may_be_asked_of_it(ask):
    status, content, headers = ask()
    assert (status, content) == (200, CONTENT)
    assert (headers["ETag"], headers["Last-Modified"], headers["Accept-Ranges"]) == (ETAG, DATE, "bytes")
    assert headers["Content-Length"] == "10"
    status, content, headers = ask("HEAD")
    assert (status, content, headers["Content-Length"], headers["Accept-Ranges"]) == (200, b"", "10", "bytes")
    status, _, headers = ask("POST")
    assert (status, headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=5-5", 5, 5),
        ("bytes=9-9", 9, 9),
        ("bytes=2-5", 2, 5),
        ("bytes=0-", 0, 9),
        ("bytes=9-", 9, 9),
        ("bytes=4-99999", 4, 9),
        ("bytes=-1", 9, 9),
        ("bytes=-3", 7, 9),
        ("bytes=-10", 0, 9),
        ("bytes=-9999999999", 0, 9),
        ("Bytes= 0-0 ", 0, 0),
        ("bytes=,3-4,", 3, 4),
    ],
)
def test_a_part_of_the_file(ask, asked, first, last):
    status, content, headers = ask(range=asked)
    assert (status, content) == (206, CONTENT[first : last + 1])
    assert headers["Content-Range"] == f"bytes {first}-{last}/10"
    assert headers["Content-Length"] == str(last - first + 1)
    assert headers["ETag"] == ETAG
    assert "max-age" in headers["Cache-Control"]


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-10", "bytes=10-20", "bytes=99999999999999999-", "bytes=-0"])
def test_a_part_that_is_not_in_the_file(ask, asked):
    status, content, headers = ask(range=asked)
    assert (status, content, headers["Content-Range"]) == (416, b"", "bytes */10")


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=5-2", "bytes=", "bytes", "bytes=-", "bytes=a-b", "bytes=0", "bytes=+1-2", "bytes=0-1-2", "bytes=1 -2",
        "bytes=๐-๕", "bytes=1_0-", "lines=0-0", "=0-0", "bytes=0-0,5-5", f"bytes=0-{'9' * 5000}", "",
    ],
)  # fmt: skip
def test_a_range_that_is_not_one_gives_the_whole_file(ask, asked):
    status, content, headers = ask(range=asked)
    assert (status, content) == (200, CONTENT)
    assert "Content-Range" not in headers


def test_a_range_is_for_get_alone(ask):
    status, content, headers = ask("HEAD", range="bytes=0-0")
    assert (status, content, headers["Content-Length"]) == (200, b"", "10")


@pytest.mark.parametrize(
    ("if_range", "status"),
    [
        (ETAG, 206),
        (DATE, 206),
        (f"W/{ETAG}", 200),
        ('"another"', 200),
        (EARLIER, 200),
        (LATER, 200),
        ("yesterday", 200),
        (f'{ETAG}, "b"', 200),
    ],
)
def test_a_range_of_the_file_that_is_half_there(ask, if_range, status):
    assert ask(range="bytes=0-0", if_range=if_range)[:2] == (status, CONTENT[:1] if status == 206 else CONTENT)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": ETAG}, 304),
        ({"if_none_match": f"W/{ETAG}"}, 304),
        ({"if_none_match": f'"a", {ETAG}, "b"'}, 304),
        ({"if_none_match": f'W/"a",W/{ETAG}'}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": '"a", W/"b"'}, 200),
        ({"if_none_match": ETAG.strip('"')}, 200),
        ({"if_none_match": ""}, 200),
        ({"if_modified_since": DATE}, 304),
        ({"if_modified_since": LATER}, 304),
        ({"if_modified_since": EARLIER}, 200),
        ({"if_modified_since": "yesterday"}, 200),
        ({"if_modified_since": DATE.replace("GMT", "+0700")}, 200),
        ({"if_none_match": '"a"', "if_modified_since": LATER}, 200),  # the tag says it, and the date is passed over
        ({"if_match": ETAG}, 200),
        ({"if_match": "*"}, 200),
        ({"if_match": f'"a", {ETAG}'}, 200),
        ({"if_match": '"a"'}, 412),
        ({"if_match": f"W/{ETAG}"}, 412),
        ({"if_unmodified_since": DATE}, 200),
        ({"if_unmodified_since": EARLIER}, 412),
        ({"if_unmodified_since": "yesterday"}, 200),
        ({"if_match": ETAG, "if_unmodified_since": EARLIER}, 200),
        ({"if_match": ETAG, "if_none_match": ETAG}, 304),
        ({"if_match": '"a"', "if_none_match": ETAG}, 412),
        ({"if_none_match": ETAG, "range": "bytes=0-0"}, 304),  # conditions come before the range
        ({"if_match": '"a"', "range": "bytes=0-0"}, 412),
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_condition(ask, method, headers, status):
    found, content, told = ask(method, **headers)
    assert found == status
    assert content == (CONTENT if (method, status) == ("GET", 200) else b"")
    if status == 304:
        assert (told["ETag"], "max-age" in told["Cache-Control"]) == (ETAG, True)
        assert "Content-Length" not in told
