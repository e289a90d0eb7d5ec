"""The address that a request came from: what slows down guessing, and whatever else looks at one, asks here."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.http import HttpRequest

_WITH_PORT = re.compile(r"\[(?P<six>[^\]]*)\](?::\d+)?|(?P<four>[\d.]+):\d+")  # as some proxies write it
_SIX_PREFIX = 64  # bits: one line of a provider gives its customer as many addresses as the rest can count


def address_of(request: HttpRequest) -> str | None:
    """The visitor's IP address; of IPv6 the network of a customer; None where the server names none.

    Without proxies it is the connection's. Behind `settings.TRUSTED_HOPS` proxies, each of which adds the address that
    it was asked from at the right of X-Forwarded-For, it is that many entries from the right: what stands left of it
    was sent by the visitor and is worth nothing. No other header is looked at. Where there are fewer entries, or where
    that one is no address, the request did not pass the proxies, and the connection's address is taken.
    """
    hops = settings.TRUSTED_HOPS
    passed = request.headers.get("x-forwarded-for", "").split(",")
    if hops and len(passed) >= hops and (address := _plain(passed[-hops])):
        return address
    return _plain(request.META.get("REMOTE_ADDR", ""))


def check_hops(**_: Any) -> list[CheckMessage]:
    """Warn where a proxy stands in front and nobody said how many: all visitors then count as one."""
    if settings.SECURE_PROXY_SSL_HEADER is None or settings.TRUSTED_HOPS:
        return []
    message = "BEHIND_PROXY=true แต่ไม่ได้กำหนด TRUSTED_HOPS ผู้ใช้ทุกคนจึงนับเป็นที่อยู่เดียวกัน การเดารหัสผ่านของคนหนึ่งอาจระงับคนอื่น"
    hint = "กำหนด TRUSTED_HOPS เป็นจำนวนพร็อกซีที่เติม X-Forwarded-For · set TRUSTED_HOPS to the number of proxies"
    return [Warning(message, hint=hint, id="itaportal.W001")]


def _plain(text: str) -> str | None:
    text = text.strip()
    if found := _WITH_PORT.fullmatch(text):
        text = found["six"] or found["four"]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _SIX_PREFIX), strict=False).network_address)
