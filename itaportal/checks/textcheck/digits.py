"""ASCII digits in Thai text: official documents have Thai ones throughout, and so has the rest of the report."""

import re

# A number with what stands inside numbers: 12.5, 1,200, 1/2569, 09:30.
_NUMBER = re.compile(r"[0-9]+(?:[.,/:-][0-9]+)*")
_LATIN = re.compile(r"[A-Za-z@_]")
_LATIN_BEFORE = re.compile(r"[A-Za-z][!-~]*\s*$")


def ascii_numbers(text: str) -> list[str]:
    """Return the numbers in ASCII digits, each once, in their order.

    Not those of something Latin, which is written as it is: addresses, o24, e-Service v2.1, ISO 9001.

    >>> ascii_numbers("ประชุม 12 ครั้ง ตาม ISO 9001 ที่ www.example.go.th/2568 และ o24")
    ['12']
    """
    found = []
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        while start and "!" <= text[start - 1] <= "~":
            start -= 1
        while end < len(text) and "!" <= text[end] <= "~":
            end += 1
        if not _LATIN.search(text[start:end]) and not _LATIN_BEFORE.search(text[:start]):
            found.append(match.group())
    return list(dict.fromkeys(found))
