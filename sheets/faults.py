"""What makes a whole file unusable; what is wrong with one line stays with that line."""

from __future__ import annotations

from collections.abc import Sequence


class FileRefused(ValueError):
    """A file can't be read or written; the Dutch sentences say why, all at once."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences: Sequence[str] = sentences


class PlaceTaken(FileRefused):
    """Another run is writing to the same place."""
