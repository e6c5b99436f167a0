"""Measure the tool and the starters as ratios within one run: `make bench`."""

import sys
from pathlib import Path

# The tests' own machinery builds starters and runs PostgreSQL and Redis here too.
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
