"""A ruleset with a collection as two: one that sees an item, and one that sees the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.model import Fact, Ref, Rule, Rulebook, Ruleset, count_fact, tests


def sides(rulebook: Rulebook, ruleset: Ruleset) -> tuple[tuple[Rulebook, Ruleset], ...]:
    """What is decided by itself: the ruleset, or an item and the whole of a collection.

    Each beside a rulebook that knows its counts as facts.
    """
    parts = split(rulebook, ruleset) if ruleset.collection else (ruleset,)
    return tuple((replace(rulebook, facts=with_counts(rulebook.facts, p)), p) for p in parts)


def with_counts(facts: Mapping[str, Fact], ruleset: Ruleset) -> dict[str, Fact]:
    """The vocabulary with the ruleset's counts as numbers that nobody is asked for."""
    return {**facts, **{count.name: count_fact(count, facts) for count in ruleset.counts}}


def split(rulebook: Rulebook, ruleset: Ruleset) -> tuple[Ruleset, Ruleset]:
    """The ruleset for one item, and the one for the whole."""
    own, beyond = of_items(rulebook, ruleset), of_whole(ruleset)
    whole = tuple(rule for rule in ruleset.rules if is_whole(rule, ruleset, own))
    single = tuple(
        rule
        for rule in ruleset.rules
        if rule not in whole or (_builds(rule) and not _names(rule) & beyond)
    )
    singles = tuple(track for track in ruleset.tracks if not track.whole)
    wholes = tuple(track for track in ruleset.tracks if track.whole)
    alike = tuple(count for count in ruleset.counts if count.same)
    counted = tuple(count for count in ruleset.counts if not count.same)
    return (
        replace(ruleset, tracks=singles, rules=single, counts=alike, counted=counted),
        replace(ruleset, tracks=wholes, rules=whole, counts=counted, gaps=()),
    )


def is_whole(rule: Rule, ruleset: Ruleset, own: set[str]) -> bool:
    """Whether a rule is about the whole: by its track, else because it looks at no item."""
    if rule.then.track:
        return any(track.whole for track in ruleset.tracks if track.name == rule.then.track)
    return not _names(rule) & own


def of_whole(ruleset: Ruleset) -> set[str]:
    """The names that only make sense for the whole: counts, what follows from them, tracks."""
    names = {count.name for count in ruleset.counts if not count.same}
    names |= {track.name for track in ruleset.tracks if track.whole}
    return _followed(ruleset, names)


def _builds(rule: Rule) -> bool:
    """Whether a rule derives a fact, which both sides may need."""
    return rule.then.derives is not None


def own_facts(rulebook: Rulebook, ruleset: Ruleset) -> set[str]:
    """The facts that each item of the collection has for itself."""
    return {f.name for f in rulebook.facts.values() if f.collection == ruleset.collection}


def of_items(rulebook: Rulebook, ruleset: Ruleset) -> set[str]:
    """The names that only make sense for one item: its facts, what follows from them, tracks."""
    own = own_facts(rulebook, ruleset) | {count.name for count in ruleset.counts if count.same}
    return _followed(ruleset, own | {track.name for track in ruleset.tracks if not track.whole})


def _followed(ruleset: Ruleset, names: set[str]) -> set[str]:
    """Names with the derived facts that follow from them, however far."""
    while True:
        found = {r.then.derives for r in ruleset.rules if r.then.derives and _names(r) & names}
        if found <= names:
            return names
        names = names | {name for name in found if name}


def _names(rule: Rule) -> set[str]:
    names = set()
    for test in tests(rule.when):
        names.add(test.subject)
        if isinstance(test.operand, Ref):
            names.add(test.operand.name)
    return names
