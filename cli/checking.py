"""`ret controleer`, `gaten`, `dekking` and `muteer`: what is wrong or missing in the rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from api.naming import dutch
from cli.output import say, tell
from cli.rulebooks import (
    DECISION,
    FOLDER,
    REGION,
    WHERE,
    command,
    folder_of,
    rulebook_of,
    rulesets_of,
)
from engine.coverage import HOW, Covered, counts, coverage
from engine.findings import Findings, Level
from engine.inspection import inspect
from engine.noticing import try_changes
from engine.reachable import Hole, find_gaps


@command(
    "controleer",
    short_help="Controleer een map met regels.",
    help=f"Controleer een map met regels en toon alle bevindingen. {WHERE}",
)
@FOLDER
def check(folder: Path | None) -> None:
    """Print all findings; status 1 when one is heavier than a remark."""
    _, findings = inspect(folder_of(folder))
    for finding in findings:
        say(str(finding))
    tell(_closing(findings))
    raise SystemExit(int(any(finding.level < Level.OPMERKING for finding in findings)))


def _closing(findings: Findings) -> str:
    found = Counter(finding.level for finding in findings)
    if not found:
        return "Geen bevindingen."
    one = {Level.FOUT: "fout", Level.WAARSCHUWING: "waarschuwing", Level.OPMERKING: "opmerking"}
    more = {
        Level.FOUT: "fouten",
        Level.WAARSCHUWING: "waarschuwingen",
        Level.OPMERKING: "opmerkingen",
    }
    said = [f"{n} {(one if n == 1 else more)[level]}" for level, n in sorted(found.items())]
    refused = " De regels zijn zo niet te gebruiken." if found[Level.FOUT] else ""
    return f"Samen: {', '.join(said)}.{refused}"


@command("gaten", help="Toon bij welke antwoorden geen regel een oordeel geeft.")
@DECISION
@REGION
def gaps(decision: str | None, region: str | None) -> None:
    """Print the combinations without an outcome; status 1 when one isn't accepted by name."""
    rulebook, missed = rulebook_of(), 0
    for ruleset in rulesets_of(rulebook, decision, region):
        holes = find_gaps(rulebook, ruleset)
        missed += sum(hole.accepted is None for hole in holes)
        told = f"{len(holes)} gevonden" if holes else "geen"
        tell(f"{dutch(ruleset.decision)}, {ruleset.region}: gaten: {told}.")
        for hole in holes:
            _tell(hole)
    raise SystemExit(int(missed > 0))


def _tell(hole: Hole) -> None:
    how = f"aanvaard als '{hole.accepted}': {hole.reason}" if hole.accepted else "niet aanvaard"
    tell(f"  - {how}")
    for sentence in hole.sentences:
        tell(f"      {sentence}")


@command("dekking", help="Toon welke clausules de regels dekken, en noem wat ontbreekt.")
@DECISION
@REGION
def covering(decision: str | None, region: str | None) -> None:
    """Print the counts per region and decision; status 1 when a clause is held by nothing."""
    rulebook = rulebook_of()
    list(rulesets_of(rulebook, decision, region))
    found = [
        item
        for item in coverage(rulebook)
        if decision in (None, item.decision) and region in (None, item.clause.region)
    ]
    for key in sorted({(item.clause.region, item.decision) for item in found}):
        _count(key, [item for item in found if (item.clause.region, item.decision) == key])
    missing = [item for item in found if item.how is None]
    for item in missing:
        say(f"niet gedekt: {item.clause.name} ({item.clause.place}): {item.clause.summary}")
    say(f"Niet gedekt: {len(missing)}.")
    raise SystemExit(int(bool(missing)))


def _count(key: tuple[str, str], found: list[Covered]) -> None:
    """Print the counts of a decision in a region, and those without each long list of the like."""
    region, decision = key
    say(f"{region}, {dutch(decision) if decision else 'geen besluit'}:")
    _counted(found)
    for series in dict.fromkeys(item.clause.series for item in found if item.clause.series):
        say(f"  zonder de reeks {series}:")
        _counted([item for item in found if item.clause.series != series], 4)


def _counted(found: list[Covered], indent: int = 2) -> None:
    for by_group, word in ((False, "clausules"), (True, "groepen")):
        counted = counts(tuple(found), by_group=by_group)
        said = ", ".join(f"{how} {counted[how]}" for how in HOW)
        say(f"{' ' * indent}{sum(counted.values())} {word}: {said}, niets {counted[None]}")


@command(
    "muteer",
    short_help="Toon kleine wijzigingen die geen voorbeeld merkt.",
    help="Verander elke regel een beetje, en toon wat geen voorbeeld merkt.",
)
@DECISION
@REGION
def mutate(decision: str | None, region: str | None) -> None:
    """Print the changes that no example notices; status 1 for one that isn't accepted."""
    rulebook = rulebook_of()
    wanted = rulesets_of(rulebook, decision, region)
    found = try_changes(folder_of(None), rulebook, wanted)
    open_ones = [one for one in found.missed if one.accepted is None]
    for one in open_ones:
        say(f"{dutch(one.decision)}, {one.region}: {one.rule}: {one.change}")
    for accepted, change in found.needless:
        where = f"{accepted.file}:{accepted.line}"
        say(f"{where}: een voorbeeld merkt '{change}' van {accepted.rule}. Haal dit weg.")
    for accepted in dict.fromkeys(one.accepted for one in found.missed if one.accepted):
        say(f"aanvaard: {accepted.rule}: {', '.join(accepted.changes)}. {accepted.reason}")
    accepted_ones = len(found.missed) - len(open_ones)
    say(f"Geprobeerd: {found.tried}. Niet gemerkt: {len(open_ones)}. Aanvaard: {accepted_ones}.")
    raise SystemExit(int(bool(open_ones or found.needless)))


COMMANDS = (check, gaps, covering, mutate)
