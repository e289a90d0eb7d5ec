"""The visitor's address: what the trusted proxies added, and nothing that a visitor can write."""

import pytest
from django.core.checks import run_checks
from django.test import RequestFactory

from itaportal.web.visitors import address_of


def asked(settings, hops: int, passed: str | None, **headers: str) -> str | None:
    settings.TRUSTED_HOPS = hops
    own = {} if passed is None else {"HTTP_X_FORWARDED_FOR": passed}
    return address_of(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", **own, **headers))


@pytest.mark.parametrize(
    ("hops", "passed", "address"),
    [
        (0, None, "10.0.0.1"),
        (0, "203.0.113.9", "10.0.0.1"),  # nobody is trusted unless told
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 2.2.2.2,203.0.113.9 ", "203.0.113.9"),  # what the visitor sent stands left of what the proxy saw
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),  # did not pass both
        (1, None, "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "203.0.113.9, unknown", "10.0.0.1"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8:1:2:3:4:5:6]:4711", "2001:db8:1:2::"),
    ],
)  # fmt: skip
def test_the_address_is_counted_from_the_right(settings, hops, passed, address):
    assert asked(settings, hops, passed) == address


@pytest.mark.parametrize("hops", [0, 1])
def test_no_other_header_is_looked_at(settings, hops):
    others = ("X_REAL_IP", "CF_CONNECTING_IP", "TRUE_CLIENT_IP", "X_CLIENT_IP", "FORWARDED", "CLIENT_IP", "VIA")
    assert asked(settings, hops, None, **{f"HTTP_{name}": "203.0.113.9" for name in others}) == "10.0.0.1"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),  # one customer has as many as he likes
        ("fe80::1%eth0", "fe80::"),
        ("", None),  # a socket of the machine
    ],
)
def test_an_address_is_counted_once_however_it_is_written(settings, address, counted):
    settings.TRUSTED_HOPS = 0
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=address)) == counted


def test_a_proxy_that_nobody_counted_is_warned_of_at_start(settings):
    settings.SECURE_PROXY_SSL_HEADER, settings.TRUSTED_HOPS = ("HTTP_X_FORWARDED_PROTO", "https"), 0
    (warning,) = [message for message in run_checks(tags=["portal"]) if message.id == "itaportal.W001"]
    assert "TRUSTED_HOPS" in warning.msg
    settings.TRUSTED_HOPS = 1
    assert [message for message in run_checks(tags=["portal"]) if message.id == "itaportal.W001"] == []
