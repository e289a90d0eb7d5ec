"""Addresses break at their own joints, with nothing added, and only where they have no room."""

from itertools import pairwise

import pytest

from itaportal.formats.pdf import build as pdf
from itaportal.typesetting.addresses import addresses, joints

from .test_linebreaks import settled


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ส่งที่ saraban@example.go.th ทุกเดือน", ["saraban@example.go.th"]),
        ("เว็บไซต์ www.pa-mai-ngam.example/ita/2569.", ["www.pa-mai-ngam.example/ita/2569"]),
        ("(ดู https://ita.example.go.th/a_(b)?c=1)", ["https://ita.example.go.th/a_(b)?c=1"]),
        ("ita.example.go.th/2569, ๒๕๖๙", ["ita.example.go.th/2569"]),
        ("อีเมลsaraban@example.go.th", ["saraban@example.go.th"]),
        ("-.saraban@example.go.th", ["saraban@example.go.th"]),
        ("a@b @ก.ข @ . ก@ข.ค", []),
        ("ราคา 1.5 และ 2.25 บาท พ.ศ. ๒๕๖๙", []),
    ],
)
def test_addresses_are_found_without_the_sentences_signs(text: str, found: list[str]):
    assert [
        text[start:end] for start, end in addresses(text) if not text[start:end].replace(".", "").isdigit()
    ] == found


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("saraban@example.go.th", ["saraban@", "example", ".go.th"]),
        ("www.pa-mai-ngam.example/open-data", ["www.pa", "-mai", "-ngam", ".example/", "open", "-data"]),
        ("a-very-long-english-compound", ["a-very", "-long", "-english", "-compound"]),
        ("e-Service", ["e-Service"]),
    ],
)
def test_long_ones_break_at_their_joints_alone(text: str, pieces: list[str]):
    places = [0, *joints(text, 12), len(text)]
    assert [text[start:end] for start, end in pairwise(places)] == pieces


def test_what_has_room_stays_whole():
    assert joints("saraban@example.go.th www.example.go.th/ita", 44) == []
    assert settled('<p data-fit="44">ส่ง saraban@example.go.th</p>') == ["ส่ง ", "saraban@example.go.th"]


def test_no_line_ends_with_a_hyphen():
    found = settled('<td data-fit="14">ที่ www.pa-mai-ngam.example/open-data ของเรา</td>')
    assert "".join(found) == "ที่ www.pa-mai-ngam.example/open-data ของเรา"
    assert [piece for piece in found if piece.rstrip().endswith("-")] == []
    assert len(found) > 4


@pytest.mark.parametrize("text", ["@" * 3000, "www." * 2000, "a@a." * 2000, "http://" + "-" * 4000, "a." * 3000])
def test_what_is_no_address_takes_no_time_and_loses_nothing(text: str):
    assert "".join(settled(f'<td data-fit="14">{text}</td>')) == text
    assert pdf._word_ends("ก") == []
