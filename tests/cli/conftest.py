"""What the tests of the commands share."""

from __future__ import annotations

import sys
from pathlib import Path

# Server that the tests of the whole package share lies one folder up.
sys.path.insert(0, str(Path(__file__).parents[1]))
