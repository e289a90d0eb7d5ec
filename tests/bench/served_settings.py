"""The portal's settings with static files in a folder of the benchmark's own."""

import os

from itaportal.settings import *

STATIC_ROOT = os.environ["BENCH_STATIC"]
