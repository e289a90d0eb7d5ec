"""On which terms the data may be used: the portal's settings."""

from typing import Any

from django.conf import settings


def licence() -> dict[str, Any]:
    """The terms as the declared `Licence` has them."""
    return {
        "name": settings.DATA_LICENCE,
        "name_en": settings.DATA_LICENCE_EN,
        "url": settings.DATA_LICENCE_URL,
    }
