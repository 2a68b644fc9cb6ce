"""parameter-open: a value that is still to be set; outcomes that need it say so."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding, Level
from engine.model import Rulebook


def check(rulebook: Rulebook) -> Iterator[Finding]:
    """Find values that are still to be set."""
    for parameters in rulebook.parameters.values():
        for parameter in parameters.values():
            for dated in parameter.values:
                if dated.value is None:
                    text = f"'{parameter.title}' is vanaf {dated.valid_from} nog vast te stellen."
                    yield Finding(
                        parameter.file, dated.line, "parameter-open", text, Level.OPMERKING
                    )
