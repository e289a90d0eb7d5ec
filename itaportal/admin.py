"""Where Django's admin looks for what this app registers: each room's own `admin` module."""

from .publishing.admin import PublicationAdmin
from .wording.admin import WordingAdmin

__all__ = ["PublicationAdmin", "WordingAdmin"]
