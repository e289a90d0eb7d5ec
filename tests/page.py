"""Answers of the portal as a test reads them. Nothing is read off an answer before its status is known.

A sentence that must *not* stand on a page does not stand on an error page either. So whoever reads an answer's HTML
says which status it has; 200 where nothing is said. tests/test_project.py sees to it that no test reads it otherwise.
"""

import re
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client

# Product terms and data of the pages; everything else in Latin letters is a string nobody translated.
_ALLOWED = {"ITA", "Portal", "IIT", "EIT", "OIT", "PDF", "admin", "somsri", "chanuwan", "pbkdf2", "sha256", "md5"}
_ALLOWED |= {"Chanuwan", "Subdistrict", "Administrative", "Organization", "Good", "Governance", "No", "Gift", "Policy"}
_ALLOWED |= {"Excel", "Enter", "Esc", "Ctrl"}  # as keys and the program are labelled


def html_of(response: HttpResponse, status: int = 200) -> str:
    """Return the HTML (or other text) of an answer, which must have that status.

    A form of the admin that is answered with a page leads on to it, so that Back finds it (`web/form_tokens.py`): the
    page is read there.
    """
    if response.status_code == 303 and status != 303:
        response = response.client.get(response["Location"])
    text = response.content.decode()
    assert response.status_code == status, f"{response.status_code}, not {status}: {text[:300]}"
    return text


def stamp_of(client: Client, address: str) -> dict[str, str]:
    """What a stock form of the admin carries beside its fields: the copy that it was shown with."""
    return {"based_on": client.get(address).context["based_on"]}


def publish_on(client: Client, address: str, *, reviewed: str = "", reason: str = "ตรวจแล้ว") -> HttpResponse:
    """Publish on the check page at `address` as a person does: the button, and the page that asks about advisories."""
    reviewed = reviewed or client.get(address).context["review"].reviewed
    response = client.post(f"{address}publish/", {"reviewed": reviewed}, follow=True)
    if 'id="confirm_form"' not in html_of(response):
        return response
    confirmed = [advisory.key for advisory, _address, _new in response.context["rows"]]
    sent = {"reviewed": reviewed, "confirmed": confirmed, "reason": reason}
    return client.post(f"{address}publish/", sent, follow=True)


class Page(HTMLParser):
    """An answer's plain text, its attributes, its tables as rows of cell texts; the answer must have that status."""

    def __init__(self, response: HttpResponse, status: int = 200) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.tables: list[list[list[str]]] = []
        self.words: list[str] = []  # all that a reader meets: texts, and attributes that are shown or read aloud
        self.inline: list[tuple[str, str]] = []  # what the Content-Security-Policy forbids
        self._pieces: list[str] = []
        self._cell: list[str] | None = None
        self._open = ""
        self.feed(html_of(response, status))
        self.text = " ".join("".join(self._pieces).split())

    @property
    def english(self) -> set[str]:
        """Words in Latin letters that are neither a product's name nor data."""
        return {word for text in self.words for word in re.findall(r"[A-Za-z]{2,}[A-Za-z0-9]*", text)} - _ALLOWED

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag's attributes, and open a table, a row or a cell."""
        self._open = tag
        self.attributes += [(tag, name, value) for name, value in attrs]
        attributes = dict(attrs)
        # JSON-LD is data, which no browser runs and no policy refuses.
        is_script = tag == "script" and attributes.get("type") != "application/ld+json"
        if tag == "style" or (is_script and not attributes.get("src")):
            self.inline.append((tag, ""))
        self.inline += [(tag, name) for name in attributes if name == "style" or name.startswith("on")]
        shown = [attributes.get(name) for name in ("title", "alt", "placeholder", "aria-label")]
        if tag == "input" and attributes.get("type") in {"submit", "button"}:
            shown.append(attributes.get("value"))
        self.words += [text for text in shown if text]
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        """Close a cell."""
        self._open = "" if tag in ("script", "style", "bdi") else self._open
        if tag in ("td", "th") and self._cell is not None:
            self.tables[-1][-1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        """Note a piece of text."""
        if self._open not in ("title", "script", "style"):
            self._pieces.append(data)
        if self._open not in ("script", "style", "bdi"):  # bdi: the masked password hash
            self.words.append(data)
        if self._cell is not None:
            self._cell.append(data)
