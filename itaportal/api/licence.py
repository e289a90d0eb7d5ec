"""On which terms the data may be used: the portal's settings."""

from typing import Any

from django.conf import settings


def licence() -> dict[str, Any]:
    """The terms as the declared `Licence` has them; `spdx`, their identifier in the SPDX list, is empty for others."""
    said = settings.DATA_LICENCE, settings.DATA_LICENCE_EN, settings.DATA_LICENCE_SPDX, settings.DATA_LICENCE_URL
    name, name_en, spdx, url = said
    any_name = next(filter(None, said), "")
    return {"name": name or any_name, "name_en": name_en or any_name, "spdx": spdx, "url": url}
