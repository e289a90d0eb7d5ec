"""The HTTP Observatory's rules (mdn/mdn-http-observatory, as of August 2026) for one answer over HTTPS.

Each rule gives its points as the Observatory's table does. The start is 100; what is above counts only from 90 up.
Rules on certificates and on preloaded hosts look at a host, not at an answer, and are left out: they add nothing here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.cookies import Morsel, SimpleCookie

_BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
_UNSAFE = _BROAD | {"'unsafe-inline'", "data:"}
_SIX_MONTHS = 15_552_000
_PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
_NOT_PRIVATE = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}
_ISOLATION = {
    "Cross-Origin-Resource-Policy": {"same-origin": 10, "same-site": 10, "cross-origin": 0},
    "Cross-Origin-Opener-Policy": {
        "same-origin": 10, "same-origin-allow-popups": 10, "noopener-allow-popups": 10, "unsafe-none": 0,
    },
    "Cross-Origin-Embedder-Policy": {"require-corp": 10, "credentialless": 10, "unsafe-none": 0},
}  # fmt: skip


@dataclass
class Answer:
    """What a visitor got: `cookies` as Set-Cookie lines, `over_http` where the same address leads without HTTPS."""

    headers: dict[str, str]
    over_http: str
    cookies: list[str] = field(default_factory=list)
    body: str = ""

    def header(self, name: str) -> str:
        return {key.lower(): value for key, value in self.headers.items()}.get(name.lower(), "").strip()


def score(answer: Answer) -> int:
    """The points of an answer."""
    points = modifiers(answer).values()
    without_extra = 100 + sum(each for each in points if each < 0)
    return without_extra + (sum(each for each in points if each > 0) if without_extra >= 90 else 0)


def modifiers(answer: Answer) -> dict[str, int]:
    """The points of each rule."""
    policy = _policy(answer)
    return {
        "content-security-policy": _csp(policy),
        "cookies": _cookies(answer),
        "cross-origin-resource-sharing": _cors(answer),
        "redirection": _redirection(answer),
        "referrer-policy": _referrer(answer),
        "strict-transport-security": _hsts(answer),
        "subresource-integrity": _integrity(answer),
        "x-content-type-options": 0 if answer.header("X-Content-Type-Options").lower() == "nosniff" else -5,
        "x-frame-options": _framing(answer, policy),
        **{header.lower(): _isolation(answer, header) for header in _ISOLATION},
    }


def _policy(answer: Answer) -> dict[str, set[str]]:
    parts = [part.split() for part in answer.header("Content-Security-Policy").lower().split(";") if part.strip()]
    return {name: set(sources) for name, *sources in parts}


def _csp(policy: dict[str, set[str]]) -> int:
    if not policy:
        return -25
    default = policy.get("default-src", {"*"})
    script, style, objects = (policy.get(name, default) for name in ("script-src", "style-src", "object-src"))
    passive = policy.get("img-src", default) | policy.get("media-src", default)
    active = {source for name, sources in policy.items() if name not in ("img-src", "media-src") for source in sources}
    if script & _UNSAFE or objects & _BROAD:
        return -20
    if any(source.startswith(("http:", "ftp:")) for source in active):
        return -20
    if "'unsafe-eval'" in script | style:
        return -10
    if any(source.startswith(("http:", "ftp:")) for source in passive):
        return -10
    if style & _UNSAFE:
        return 0
    return 10 if default == {"'none'"} else 5


def _cookies(answer: Answer) -> int:
    found: list[Morsel[str]] = [morsel for line in answer.cookies for morsel in SimpleCookie(line).values()]
    if not found:
        return 0
    points = [0 if all(cookie["samesite"] for cookie in found) else -5]
    for cookie in found:
        name, same_site = cookie.key.lower(), cookie["samesite"].lower()
        session = "login" in name or "sess" in name
        if same_site not in ("", "lax", "strict", "none") or (same_site == "none" and not cookie["secure"]):
            points.append(-20)
        if not cookie["secure"]:
            points.append((-10 if session else -5) if _hsts(answer) == 0 else (-40 if session else -20))
        if "csrf" in name and not same_site:
            points.append(-20)
        if session and not cookie["httponly"]:
            points.append(-30)
    worst = min(points)
    return {0: 5, -5: 0 if all(cookie["secure"] for cookie in found) else -5}.get(worst, worst)


def _cors(answer: Answer) -> int:
    credentials = answer.header("Access-Control-Allow-Credentials").lower() == "true"
    return -50 if credentials and answer.header("Access-Control-Allow-Origin") not in ("", "*") else 0


def _redirection(answer: Answer) -> int:
    return 0 if answer.over_http.startswith("https://") else -20


def _referrer(answer: Answer) -> int:
    value = answer.header("Referrer-Policy").split(",")[-1].strip().lower()
    return 5 if value in _PRIVATE else 0 if not value else -5


def _hsts(answer: Answer) -> int:
    age = re.search(r"max-age=(\d+)", answer.header("Strict-Transport-Security"))
    return -20 if age is None else 0 if int(age[1]) >= _SIX_MONTHS else -10


def _integrity(answer: Answer) -> int:
    sources = re.findall(r"<script\b[^>]*\bsrc=[\"']([^\"']+)", answer.body)
    elsewhere = [source for source in sources if source.startswith(("http:", "https:", "//"))]
    return 0 if not elsewhere else -5 if all(source.startswith("https:") for source in elsewhere) else -50


def _framing(answer: Answer, policy: dict[str, set[str]]) -> int:
    if "frame-ancestors" in policy:
        return 5
    return 5 if answer.header("X-Frame-Options").lower() in ("deny", "sameorigin") else -20


def _isolation(answer: Answer, header: str) -> int:
    value = answer.header(header).lower()
    return 0 if not value else _ISOLATION[header].get(value, -5)
