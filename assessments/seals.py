"""Makes an agency's uploaded seal safe and small: whatever comes in, a plain PNG of limited size comes out."""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.core.exceptions import ValidationError
from PIL import Image, ImageFile, UnidentifiedImageError

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 25_000_000
SIDE = 600  # pixels; 2.5 cm on the cover at 600 dpi
FORMATS = ("PNG", "JPEG")


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
    """Return the image in `upload` as PNG, at most 600 pixels a side, without metadata, transparency kept.

    Raises ValidationError with a Thai message for a file that is too large, no PNG or JPEG image, damaged, or has
    more than 25 million pixels. The size is read from the image's head, before its pixels are unpacked.
    """
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValidationError("ไฟล์ตราสัญลักษณ์ใหญ่เกิน ๕ เมกะไบต์ กรุณาย่อภาพก่อนแล้วเลือกใหม่")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own, lower limit follows
            image = Image.open(io.BytesIO(content), formats=FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise ValidationError("ภาพตราสัญลักษณ์มีจุดภาพเกิน ๒๕ ล้านจุด กรุณาย่อภาพก่อนแล้วเลือกใหม่")
        with _whole_images_only():
            image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError("ไฟล์นี้ไม่ใช่ภาพ PNG หรือ JPEG ที่อ่านได้ กรุณาเลือกไฟล์อื่น") from error
    clean = image.convert("RGBA")
    clean.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    Image.frombytes("RGBA", clean.size, clean.tobytes()).save(out, "PNG", optimize=True)
    return out.getvalue()
