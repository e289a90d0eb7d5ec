#!/usr/bin/env python
"""Django's command line for ITA Portal."""

import os
import sys


def main() -> None:
    """Run one management command with the portal's settings; where database or disk fail, say so and exit with 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itaportal.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        from assessments.storefaults import line

        if words := line(error):  # whichever command it is: what is the matter and what to do, and no traceback
            sys.exit(f"✗ {words}")
        raise


if __name__ == "__main__":
    main()
