"""Names that the tests of `ret` share."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]
Start = Callable[..., subprocess.CompletedProcess[bytes]]
