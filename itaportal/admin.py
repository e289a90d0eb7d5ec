"""Where Django's admin looks for what this app registers: each room's own `admin` module, and the accounts."""

from .publishing.admin import PublicationAdmin
from .staff.accounts import PortalGroupAdmin, PortalUserAdmin
from .wording.admin import WordingAdmin

__all__ = ["PortalGroupAdmin", "PortalUserAdmin", "PublicationAdmin", "WordingAdmin"]
