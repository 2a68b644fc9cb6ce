"""oordeel-in-oordeel: a rule that makes an outcome and asks for one as well."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings import Finding
from engine.model import Rulebook, Ruleset, tests


def check(rulebook: Rulebook, ruleset: Ruleset) -> Iterator[Finding]:
    """Find outcomes as conditions where an outcome or a derived fact is made."""
    tracks = {track.name for track in ruleset.tracks}
    for rule in ruleset.rules:
        if rule.then.verdict or rule.then.derives:
            for test in tests(rule.when):
                if test.subject in tracks:
                    text = f"een regel die zelf iets beslist kan niet vragen naar '{test.subject}'."
                    yield Finding(ruleset.file, test.line, "oordeel-in-oordeel", text)
