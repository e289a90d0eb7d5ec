"""The page of suppositions: what other scores would give, the least that reaches the next levels, what moves most."""

from .page import WhatIfPage, what_if_page

__all__ = ["WhatIfPage", "what_if_page"]
