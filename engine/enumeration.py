"""Items in a row, as Dutch writes them."""

from __future__ import annotations

from collections.abc import Iterable


def listed(items: Iterable[str], word: str) -> str:
    """Items as an enumeration: a, b of c; with semicolons where a comma would confuse."""
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    if any("," in item or f" {word} " in item for item in words):
        return f"{'; '.join(words[:-1])}; {word} {words[-1]}"
    return f"{', '.join(words[:-1])} {word} {words[-1]}"
