"""All there is to say about a rule folder: what refuses it, and what probably isn't meant."""

from __future__ import annotations

from pathlib import Path

from engine.advice import ADVICE
from engine.findings import Findings
from engine.loader import load_files, read_folder
from engine.model import Rulebook


def inspect(folder: Path) -> tuple[Rulebook | None, Findings]:
    """Read a folder and run every check; the rulebook is None when a fault refuses it."""
    rulebook, findings = load_files(read_folder(folder), prefix=f"{folder.name}/")
    if rulebook is not None:
        for advise in ADVICE:
            findings.extend(advise(rulebook))
    return rulebook, findings
