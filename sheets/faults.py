"""What makes a whole file unusable; what is wrong with one line stays with that line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class FileRefused(ValueError):
    """A file can't be read or written; the Dutch sentences say why, all at once."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences: Sequence[str] = sentences


class PlaceTaken(FileRefused):
    """Another run is writing to the same place."""


@contextmanager
def told_unreadable(path: Path) -> Iterator[None]:
    """Raise FileRefused where reading a file fails: it isn't there, or its disk is gone."""
    try:
        yield
    except FileNotFoundError:
        raise FileRefused(f"Het bestand '{path}' is er niet.") from None
    except OSError as error:
        raise FileRefused(f"Het bestand '{path}' is niet te lezen: {error.strerror}.") from error
