"""parameter-verlopen: the values of a parameter end, while rules that may need it go on."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding, Level
from engine.model import Rulebook


def check(rulebook: Rulebook) -> Iterator[Finding]:
    """Find parameters whose last value ends before the rules of the region do."""
    for region, parameters in rulebook.parameters.items():
        ends = [r.valid_to for r in rulebook.rulesets if r.region == region]
        for parameter in parameters.values():
            last = max(parameter.values, key=lambda dated: dated.valid_from, default=None)
            if last is None or last.valid_to is None:
                continue
            if any(end is None or end > last.valid_to for end in ends):
                text = (
                    f"'{parameter.title}' loopt tot en met {last.valid_to}; voor daarna is geen "
                    "waarde ingevuld. Is die nog niet bekend, schrijf dan nog_vast_te_stellen."
                )
                yield Finding(
                    parameter.file, last.line, "parameter-verlopen", text, Level.WAARSCHUWING
                )
