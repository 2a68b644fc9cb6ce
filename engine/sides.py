"""A ruleset with a collection as two: one that sees an item, and one that sees the whole."""

from __future__ import annotations

from dataclasses import replace

from engine.model import Fact, Ref, Rule, Rulebook, Ruleset, count_fact, tests


def sides(rulebook: Rulebook, ruleset: Ruleset) -> tuple[tuple[Rulebook, Ruleset], ...]:
    """What is decided by itself: the ruleset, or an item and the whole of a collection."""
    if not ruleset.collection:
        return ((rulebook, ruleset),)
    single, whole = split(rulebook, ruleset)
    return (rulebook, single), (replace(rulebook, facts=with_counts(rulebook, ruleset)), whole)


def with_counts(rulebook: Rulebook, ruleset: Ruleset) -> dict[str, Fact]:
    """The vocabulary with the ruleset's counts as numbers that nobody is asked for."""
    counts = {
        count.name: count_fact(count.name, count.title, count.line) for count in ruleset.counts
    }
    return {**rulebook.facts, **counts}


def split(rulebook: Rulebook, ruleset: Ruleset) -> tuple[Ruleset, Ruleset]:
    """The ruleset for one item, and the one for the whole."""
    tracks = {track.name: track for track in ruleset.tracks}
    own = of_items(rulebook, ruleset)

    def is_whole(rule: Rule) -> bool:
        if rule.then.track:
            return tracks[rule.then.track].whole
        return not _names(rule) & own

    counts = {count.name for count in ruleset.counts}
    wholes = {name for name, track in tracks.items() if track.whole}
    single = tuple(
        r
        for r in ruleset.rules
        if not is_whole(r) or (_builds(r) and not _names(r) & (counts | wholes))
    )
    whole = tuple(rule for rule in ruleset.rules if is_whole(rule))
    singles = tuple(track for track in ruleset.tracks if not track.whole)
    return (
        replace(ruleset, tracks=singles, rules=single, counts=(), counted=ruleset.counts),
        replace(
            ruleset,
            tracks=tuple(track for track in ruleset.tracks if track.whole),
            rules=whole,
            gaps=(),
        ),
    )


def _builds(rule: Rule) -> bool:
    """Whether a rule derives a fact, which both sides may need."""
    return rule.then.derives is not None


def own_facts(rulebook: Rulebook, ruleset: Ruleset) -> set[str]:
    """The facts that each item of the collection has for itself."""
    return {f.name for f in rulebook.facts.values() if f.collection == ruleset.collection}


def of_items(rulebook: Rulebook, ruleset: Ruleset) -> set[str]:
    """The names that only make sense for one item: its facts, what follows from them, tracks."""
    own = own_facts(rulebook, ruleset)
    own |= {track.name for track in ruleset.tracks if not track.whole}
    while True:
        more = {r.then.derives for r in ruleset.rules if r.then.derives and _names(r) & own} - own
        if not more:
            return own
        own |= {name for name in more if name}


def _names(rule: Rule) -> set[str]:
    names = set()
    for test in tests(rule.when):
        names.add(test.subject)
        if isinstance(test.operand, Ref):
            names.add(test.operand.name)
    return names
