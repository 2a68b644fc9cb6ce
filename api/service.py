"""What the service can do, without a word of HTTP: decide, keep, give back, and do again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from api.catalogue import Catalogue
from api.choices import CHOSEN, NONE_CHOSEN, advised, as_advised, choice_faults
from api.chosen import Chosen
from api.evaluation import Overview, overview
from api.filejobs import Files
from api.forms import AskedFact, Forms
from api.problems import BadInput, Fault, NotThere
from api.reading import Reading
from api.replay import Past, Replay
from api.settings import FILES, FILES_DAYS
from api.special import Special, leaks
from api.store import HumanDecision, OutcomeRecord, Store
from api.texts import code_fault, key_fault, reason_fault
from engine.changes import Change, changes
from engine.collection import Collected
from engine.decide import Decisions, NoDate
from engine.examples import KEY
from engine.explain import Explainer
from engine.facts import FactFault, disordered, read_given
from engine.loader import RulesRefused, ruleset_texts, ruleset_version
from engine.model import ALWAYS_VERDICTS, NO_RULES, SUPPLEMENT, Rulebook, Ruleset
from engine.values import UNKNOWN

NO_OUTCOME = "Deze uitkomst bestaat hier niet."
NO_RULESET = "Deze versie van de regels bestaat hier niet."


@dataclass(frozen=True, slots=True)
class Case:
    """What is put to a decision; a fact that is None was asked and nobody knows it.

    `items` are those of a collection, each by its key, with the facts that it has for itself.
    `follows` is the id of the outcome whose answers this case goes on with.
    """

    region: str
    facts: Mapping[str, Any]
    case_number: str | None = None
    reference_date: date | None = None
    other_facts: str = UNKNOWN
    items: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of outcomes, newest first, and how many there are in all."""

    records: tuple[OutcomeRecord, ...]
    total: int
    number: int
    size: int


@dataclass(frozen=True, slots=True)
class Questions:
    """What is still to ask after some answers, in order, and the answer so far.

    What is `core` can still turn an outcome; the reminders can only change what is said beside.
    A fact that was answered with unknown is still there. `answer` is as the API gives it and kept
    nowhere; it is None while no date picks the rules, and then that date is all there is to ask.
    """

    core: tuple[AskedFact, ...]
    reminders: tuple[AskedFact, ...]
    answer: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of a ruleset, by its place in the rule folder."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class KnownRuleset:
    """A version of a decision's rules: in use now, or only kept since it decided something."""

    version: str
    decision: str
    region: str
    in_use: bool
    valid_from: date | None
    valid_to: date | None
    first_used: datetime | None
    files: tuple[RuleFile, ...] = ()


class Service:
    """Decides with one rulebook and keeps all it decided in one store."""

    def __init__(
        self, rulebook: Rulebook, store: Store, folder: Path = FILES, days: int = FILES_DAYS
    ) -> None:
        """Make ready; `folder` is where files of lines are kept, for so many days.

        Raises RulesRefused when a rule would write a special fact in an answer.
        """
        if found := tuple(leaks(rulebook)):
            raise RulesRefused(found)
        self.rulebook, self.store = rulebook, store
        self.decisions, self.explainer = Decisions(rulebook), Explainer(rulebook)
        self.special, self.catalogue = Special(self.decisions), Catalogue(self.decisions)
        self.files = Files(rulebook, store.files, folder, days)
        self.forms, self.past = Forms(self.catalogue), Past(store)
        self.reading = Reading(rulebook)
        self.text_facts = tuple(n for n, f in rulebook.facts.items() if f.kind.name == "tekst")
        self.codes = tuple(n for n, f in rulebook.facts.items() if f.kind.name == "code")
        self._in_use = {
            ruleset_version(rulebook, ruleset): (ruleset, ruleset_texts(rulebook, ruleset))
            for ruleset in rulebook.rulesets
        }

    def read_facts(
        self, given: Mapping[str, Any], *, written: bool = False
    ) -> tuple[dict[str, Any], tuple[FactFault, ...]]:
        """Typed facts and all faults; see `engine.facts.read_given`."""
        return read_given(self.rulebook.facts, given, written=written)

    def date_fact(self, decision: str, region: str) -> str | None:
        """The fact whose date picks the rules, if this region has rules for the decision."""
        return next((r.date_fact for r in self.catalogue.rulesets(decision, region)), None)

    def assess(self, decision: str, case: Case) -> dict[str, Any]:
        """Decide, keep the outcome, and give the answer just as it is kept.

        Raises NoDate without a date to go by, and StoreUnavailable or RecordRefused when the
        outcome can't be kept: then there is no answer either. A case number, the key of an item or
        a fact that is a code is BadInput when it is no short code or looks like a BSN, and so are
        dates in an order that can't be. Raises NotThere when the outcome that it follows isn't.
        """
        if faults := tuple(self._faults(decision, case)):
            raise BadInput(faults)
        if case.follows is not None:
            self.outcome(case.follows, decision)
        decided = self._decide(decision, case)
        made_at = datetime.now(UTC)
        answer = self._answer(case, decided, str(uuid4()), made_at)
        self._keep(case, decided, answer, made_at)
        return answer

    def _faults(self, decision: str, case: Case) -> Iterator[Fault]:
        if case.case_number is not None and (fault := code_fault(case.case_number)):
            yield replace(fault, location="/casusnummer")
        for place, (key, _) in enumerate(case.items):
            if fault := key_fault(key):
                name = self.decisions.collection_of(decision)
                yield replace(fault, location=f"/{name}/{place}/{KEY}")
        for name in self.codes:
            text = case.facts.get(name)
            if text is not None and (fault := code_fault(text)):
                yield replace(fault, location=f"/feiten/{name}")
        for wrong in disordered(self.rulebook.facts, case.facts):
            yield Fault(wrong.text, wrong.code, f"/feiten/{wrong.fact}")

    def example(self, decision: str, case: Case) -> dict[str, Any]:
        """The answer to a case, kept nowhere, with an id and a moment of nobody."""
        decided = self._decide(decision, case)
        moment = datetime.combine(decided.whole.reference_date, time(12), UTC)
        return self._answer(case, decided, str(UUID(int=0)), moment)

    def questions(
        self,
        decision: str,
        region: str,
        facts: Mapping[str, Any],
        day: date | None = None,
    ) -> Questions:
        """What a form asks next, given the typed facts so far; nothing is kept."""
        try:
            on = self.decisions.day_of(decision, region, facts, day)
        except NoDate as no_date:
            asked = self.rulebook.facts.get(no_date.fact)
            return Questions((AskedFact(asked, True),) if asked else (), (), None)
        found = self.forms.open(decision, region, facts, on)
        answer = self.example(decision, Case(region, facts, None, on))
        idle = self.idle(decision, answer)
        return Questions(
            tuple(asked for asked in found if asked.core and asked.track not in idle),
            tuple(asked for asked in found if not asked.core),
            answer,
        )

    def idle(self, decision: str, answer: Mapping[str, Any]) -> frozenset[str]:
        """The side tracks that are worth no question any more: all of what pays nothing."""
        rules = (rule for ruleset in self.catalogue.rulesets(decision) for rule in ruleset.rules)
        settled = answer["oordeel"] not in ALWAYS_VERDICTS and answer["status"] == "definitief"
        if answer["bedrag"] is None and settled and any(rule.then.amount for rule in rules):
            return frozenset(track["spoor"] for track in answer["sporen"])
        return frozenset()

    def _decide(self, decision: str, case: Case) -> Collected:
        return self.decisions.decide_any(
            decision, case.region, case.facts, case.items, case.reference_date, case.other_facts
        )

    def _answer(self, case: Case, decided: Collected, id: str, made_at: datetime) -> dict[str, Any]:
        return {
            "id": id,
            "casusnummer": case.case_number,
            **self.special.answer(self.explainer, decided),
            "gemaaktOp": in_utc(made_at),
        }

    def _keep(
        self, case: Case, decided: Collected, answer: Mapping[str, Any], made_at: datetime
    ) -> None:
        outcome = decided.whole
        if outcome.version:
            _, texts = self._in_use[outcome.version]
            self.store.add_ruleset(outcome.version, outcome.decision, outcome.region, texts)
        facts, not_kept = self.special.kept(case.facts)
        items = [(key, *self.special.kept(own)) for key, own in case.items]
        self.store.add_outcome(
            OutcomeRecord(
                id=answer["id"],
                decision=outcome.decision,
                region=outcome.region,
                case_number=case.case_number,
                reference_date=outcome.reference_date,
                facts=facts,
                not_kept=tuple(dict.fromkeys([*not_kept, *(n for *_, own in items for n in own)])),
                vector=self.special.vectors(decided),
                ruleset_version=outcome.version,
                verdict=outcome.verdict,
                answer=answer,
                made_at=made_at,
                other_facts=case.other_facts,
                items=tuple({KEY: key, "feiten": own} for key, own, _ in items),
                follows=case.follows,
            )
        )

    def outcome(self, id: str, decision: str | None = None) -> OutcomeRecord:
        """The outcome with this id, of this decision when one is named; raises NotThere."""
        record = self.store.outcome(id)
        if record is None or decision not in (None, record.decision):
            raise NotThere(NO_OUTCOME)
        return record

    def followers(self, records: Sequence[OutcomeRecord]) -> Mapping[str, str]:
        """By the id of each outcome that another one follows, the id of the last of those."""
        return self.store.followers([record.id for record in records])

    def outcomes(self, chosen: Chosen, *, page: int, page_size: int) -> Page:
        """One page of the chosen outcomes, newest first."""
        return Page(*self.store.outcomes(chosen, page=page, page_size=page_size), page, page_size)

    def overview(self, chosen: Chosen) -> Overview:
        """The chosen outcomes counted for an evaluation; small groups are not shown."""
        return overview(self.store.tallies(chosen), self.store.followed(chosen))

    def years(self) -> tuple[int, ...]:
        """The calendar years that outcomes are about, the latest first."""
        return self.store.years()

    def changes(self, old: str, new: str) -> tuple[Change, ...]:
        """What one version of the rules says otherwise than another; raises NotThere."""
        return changes(self._version(old), self._version(new))

    def _version(self, version: str) -> tuple[Rulebook, Ruleset]:
        if version in self._in_use:
            return self.rulebook, self._in_use[version][0]
        if decisions := self.past.decisions(version):
            return decisions.rulebook, decisions.rulebook.rulesets[0]
        raise NotThere(NO_RULESET)

    def recent(self, limit: int) -> tuple[OutcomeRecord, ...]:
        """The outcomes of all decisions that were kept last, the last one first."""
        return self.store.recent(limit)

    def replay(self, id: str) -> Replay:
        """Decide an outcome anew with the rules of then; raises NotThere."""
        return self.past.replay(self.outcome(id))

    def record_decision(
        self, record: OutcomeRecord, verdict: str, reason: str | None, role: str
    ) -> HumanDecision:
        """Keep what a human decided after an outcome; raises BadInput with all that is wrong."""
        if faults := tuple(self._decision_faults(record, verdict, reason)):
            raise BadInput(faults)
        made = HumanDecision(str(uuid4()), record.id, verdict, reason, role, datetime.now(UTC))
        self.store.add_human_decision(made)
        return made

    def record_choice(
        self, record: OutcomeRecord, item: str | None, reason: str | None, role: str
    ) -> HumanDecision:
        """Keep which item of a collection a human chose, None for none of them; raises BadInput."""
        items = record.answer[self.decisions.collection_of(record.decision) or ""]
        advice = advised(items, next(iter(self.choices(record)), ""))
        if faults := tuple(choice_faults(item, reason, items, advice)):
            raise BadInput(faults)
        verdict = NONE_CHOSEN if item is None else CHOSEN
        made = HumanDecision(
            str(uuid4()),
            record.id,
            verdict,
            reason,
            role,
            datetime.now(UTC),
            item,
            as_advised(item, advice),
        )
        self.store.add_human_decision(made)
        return made

    def _decision_faults(
        self, record: OutcomeRecord, verdict: str, reason: str | None
    ) -> list[Fault]:
        faults, known = [], self.choices(record)
        if verdict not in known:
            text = f"Dit oordeel kan hier niet. Kies uit: {', '.join(known)}."
            faults.append(Fault(text, "onbekende-keuze", "/oordeel"))
        if verdict != record.verdict and not reason:
            text = f"Het advies was '{record.verdict}'. Schrijf op waarom u anders beslist."
            faults.append(Fault(text, "verplicht", "/reden"))
        if reason and (fault := reason_fault(reason)):
            faults.append(replace(fault, location="/reden"))
        return faults

    def choices(self, record: OutcomeRecord) -> tuple[str, ...]:
        """What a human can decide after an outcome: the outcomes of its rules, but no waiting."""
        ruleset, _ = self._in_use.get(record.ruleset_version, (None, None))
        ruleset = ruleset or self.past.ruleset(record.ruleset_version)
        known = ruleset.tracks[0].verdicts if ruleset else self.catalogue.verdicts(record.decision)
        return tuple(verdict for verdict in known if verdict not in (SUPPLEMENT, NO_RULES))

    def human_decisions(self, record: OutcomeRecord) -> tuple[HumanDecision, ...]:
        """What humans decided after an outcome, oldest first."""
        return self.store.human_decisions(record.id)

    def rulesets(self) -> tuple[KnownRuleset, ...]:
        """All versions that are in use or ever decided something, those in use first."""
        stored = self.store.rulesets()
        first = {entry.version: entry.first_used for entry in stored}
        used = [
            KnownRuleset(
                version, r.decision, r.region, True, r.valid_from, r.valid_to, first.get(version)
            )
            for version, (r, _) in self._in_use.items()
        ]
        older = [
            KnownRuleset(
                entry.version, entry.decision, entry.region, False, None, None, entry.first_used
            )
            for entry in stored
            if entry.version not in self._in_use
        ]
        return (*used, *older)

    def ruleset(self, version: str) -> KnownRuleset:
        """One version with its full text, file by file; raises NotThere."""
        known = next((known for known in self.rulesets() if known.version == version), None)
        if known is None:
            raise NotThere(NO_RULESET)
        _, texts = self._in_use.get(version, (None, None))
        found = texts or self.store.ruleset(version) or {}
        files = tuple(RuleFile(name, str(text)) for name, text in found.items())
        return replace(known, files=files)


def in_utc(moment: datetime) -> str:
    """A moment as answers write it, to the second and in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
