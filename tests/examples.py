"""How many examples the properties are tried with: a few in the usual run, fresh ones and very many in `make soak`.

Importing it sets the profile, so that a property is the same wherever it stands.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("usual", derandomize=True, max_examples=60, deadline=None, database=None)
settings.register_profile(
    "soak", max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))
EXAMPLES = settings().max_examples
