"""Makes an agency's uploaded seal safe and small: whatever comes in, a plain PNG of limited size comes out."""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.core.exceptions import ValidationError
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from .thai import thai_digits

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 25_000_000
MIN_SIDE, SIDE = 16, 600  # pixels; 600 on the cover's 2.5 cm are 600 dpi
FORMATS = ("PNG", "JPEG")
NOT_READABLE = "ไฟล์นี้ไม่ใช่ภาพ PNG หรือ JPEG ที่อ่านได้ กรุณาเลือกไฟล์อื่น"
# How files begin that people take for pictures, and what to tell them.
_OTHERS = (
    (b"GIF8", "ไฟล์นี้เป็นภาพ GIF"),
    (b"RIFF", "ไฟล์นี้เป็นภาพ WebP"),
    (b"BM", "ไฟล์นี้เป็นภาพ BMP"),
    (b"II*\0", "ไฟล์นี้เป็นภาพ TIFF"),
    (b"MM\0*", "ไฟล์นี้เป็นภาพ TIFF"),
    (b"%PDF", "ไฟล์นี้เป็นเอกสาร PDF"),
    (b"<svg", "ไฟล์นี้เป็นภาพ SVG"),
    (b"<?xml", "ไฟล์นี้เป็นภาพ SVG หรือเอกสาร XML"),
)

_loading = threading.Lock()


@contextmanager
def _whole_images_only() -> Iterator[None]:
    """Refuse a file that was cut off: WeasyPrint, once imported, makes Pillow fill the rest of one with grey."""
    with _loading:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def normalised(upload: BinaryIO) -> bytes:
    """Return the image in `upload` as PNG, at most 600 pixels a side, upright, without metadata, transparency kept.

    Raises ValidationError with a Thai message for a file that is empty, too large, no PNG or JPEG image, damaged, cut
    off, animated, smaller than 16 pixels a side, or of more than 25 million pixels. The size is read from the image's
    head, before its pixels are unpacked.
    """
    content = upload.read(MAX_BYTES + 1)
    if not content:
        raise ValidationError("ไฟล์นี้ว่างเปล่า กรุณาเลือกไฟล์ภาพ PNG หรือ JPEG")
    if len(content) > MAX_BYTES:
        raise ValidationError("ไฟล์ตราสัญลักษณ์ใหญ่เกิน ๕ เมกะไบต์ กรุณาย่อภาพก่อนแล้วเลือกใหม่")
    try:
        image = _opened(content)
        with _whole_images_only():
            image.load()
        upright = ImageOps.exif_transpose(image)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_what_it_is(content)) from error
    clean = _in_eight_bits(upright).convert("RGBA")
    clean.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    Image.frombytes("RGBA", clean.size, clean.tobytes()).save(out, "PNG", optimize=True)
    return out.getvalue()


def _opened(content: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own, lower limit follows
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    size = f"{thai_digits(image.width)} × {thai_digits(image.height)} จุดภาพ"
    if image.width * image.height > MAX_PIXELS:
        raise ValidationError(f"ภาพมีขนาด {size} เกิน ๒๕ ล้านจุดภาพ กรุณาย่อภาพก่อนแล้วเลือกใหม่")
    if min(image.width, image.height) < MIN_SIDE:
        limit = thai_digits(MIN_SIDE)
        raise ValidationError(f"ภาพมีขนาด {size} เล็กเกินไป กรุณาเลือกภาพที่กว้างและสูงอย่างน้อย {limit} จุดภาพ")
    if image.format == "PNG" and getattr(image, "is_animated", False):
        raise ValidationError("ภาพเคลื่อนไหวใช้เป็นตราสัญลักษณ์ไม่ได้ กรุณาเลือกภาพนิ่ง PNG หรือ JPEG")
    return image


def _what_it_is(content: bytes) -> str:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    for head, what in _OTHERS:
        if start.startswith(head):
            return f"{what} ซึ่งใช้เป็นตราสัญลักษณ์ไม่ได้ กรุณาเลือกไฟล์ภาพ PNG หรือ JPEG"
    if start.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        return "ไฟล์ภาพนี้เสียหายหรือมาไม่ครบ กรุณาเลือกไฟล์ต้นฉบับอีกครั้ง"
    return NOT_READABLE


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """A grey picture of sixteen bits in eight: Pillow's own conversion would cut every shade off at white."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    return image
