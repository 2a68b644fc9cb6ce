"""The version of a ruleset: a hash over all that can change an outcome."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping


def version_of(texts: Mapping[str, str]) -> str:
    """A content hash over named texts, independent of their order: 32 hexadecimal digits."""
    canonical = json.dumps(dict(texts), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]
