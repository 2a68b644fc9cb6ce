"""Words for an outcome: the typed structure as Dutch, in the shape that the API sends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.collection import Collected
from engine.model import Rulebook
from engine.outcome import Alternative, Amount, Outcome, RuleReport, TrackReport
from engine.ranking import Item
from engine.sentences import Sentences, parts_of
from engine.truth import OPEN, WORDS
from engine.values import Span

_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")
TOO_MANY = (
    "Er staan nog te veel vragen open om alles door te rekenen. "
    "Wij noemen alle vragen die nog kunnen tellen."
)
_OF_WHOLE = ("besluit", "regio", "peildatum", "regelsetVersie")
ROUNDED = "Uitkomst op hele centen, een halve cent naar boven"


class Explainer:
    """Renders the outcomes of one rulebook; what equal judgements share is rendered once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook, self.facts = rulebook, rulebook.facts
        self._reports: dict[object, dict[str, Any]] = {}
        self._written: dict[object, tuple[list[str], list[dict[str, str]]]] = {}
        self._questions = {name: self._question(name) for name in self.facts}

    def render(self, outcome: Outcome) -> dict[str, Any]:
        """The outcome as JSON-ready Dutch; amounts are texts with a point, dates ISO."""
        head = {
            "besluit": outcome.decision,
            "regio": outcome.region,
            "peildatum": outcome.reference_date.isoformat(),
            "oordeel": outcome.verdict,
            "oordeelTekst": self.rulebook.verdicts[outcome.verdict],
            "status": "voorlopig" if outcome.provisional else "definitief",
            "stil": outcome.judgement is not None and outcome.judgement.main.silent,
        }
        return {**head, **self._body(outcome), "regelsetVersie": outcome.version}

    def render_collection(
        self,
        collected: Collected,
        name: str,
        render: Callable[[Outcome], dict[str, Any]] | None = None,
    ) -> dict[str, Any]:
        """The whole, and under `name` its items, best first; `render` renders each outcome."""
        render = render or self.render
        return {**render(collected.whole), name: [_item(i, render) for i in collected.items]}

    def _missing(self, track: TrackReport) -> list[dict[str, Any]]:
        """The questions that a track still asks; one about an item names that item's key."""
        asked = [self._questions[name] for name in track.missing]
        return asked + [{**self._questions[n], "sleutel": key} for key, n in track.of_items]

    def _body(self, outcome: Outcome) -> dict[str, Any]:
        judgement = outcome.judgement
        if judgement is None:
            return dict(_EMPTY)
        main = judgement.main
        fill = _Filler(self, outcome)
        return {
            "sporen": [self._track(track, fill, outcome) for track in judgement.tracks[1:]],
            "redenen": [self._reason(report, fill, outcome) for report in main.reasons],
            "ontbrekendeFeiten": self._missing(main),
            "ontbrekendeParameters": self._parameters(main, outcome),
            "stappen": [
                {
                    "wie": fill(step.who),
                    "wat": fill(step.what),
                    "uiterlijk": due.isoformat() if due else None,
                    "na": step.due.day if step.due else None,
                    "regel": rule.number,
                }
                for (step, rule), due in zip(judgement.steps, outcome.due, strict=True)
            ],
            "voorwaarden": [
                {
                    "wie": fill(r.who),
                    "wat": fill(r.what),
                    "gedaan": WORDS[truth],
                    "regel": rule.number,
                }
                for r, truth, rule in judgement.requirements
            ],
            "nogNaTeGaan": [
                {"feit": name, "vraag": self.facts[name].question} for name in judgement.to_check
            ],
            "aannames": [self._assumption(name, outcome) for name in outcome.assumptions],
            "letOp": [*self._notes(outcome, fill)],
            "signalen": [
                {"aan": fill(signal.to), "wat": fill(signal.what), "regel": rule.number}
                for signal, rule in judgement.signals
            ],
            "bedrag": self._amount(outcome.amount, outcome),
            "watZouDitVeranderen": self._alternatives(outcome),
        }

    def _track(self, track: TrackReport, fill: _Filler, outcome: Outcome) -> dict[str, Any]:
        return {
            "spoor": track.track,
            "oordeel": track.verdict,
            "oordeelTekst": self.rulebook.verdicts[track.verdict],
            "redenen": [self._reason(report, fill, outcome) for report in track.reasons],
            "ontbrekendeFeiten": self._missing(track),
        }

    def _reason(self, report: RuleReport, fill: _Filler, outcome: Outcome) -> dict[str, Any]:
        key = (
            outcome.version,
            report.rule.number,
            report.truth,
            report.lines,
            id(outcome.constants),
        )
        shared = self._reports.get(key)
        if shared is None:
            shared = self._reports[key] = self._shared(report, outcome)
        text = fill(report.rule.then.reason or "")
        return {**shared, "tekst": f"Nog niet zeker: {text}" if report.truth == OPEN else text}

    def _shared(self, report: RuleReport, outcome: Outcome) -> dict[str, Any]:
        rule = report.rule
        sentences, sources = self._writing(report, outcome)
        return {
            "regel": rule.number,
            "titel": rule.title,
            "tekst": "",
            "waarheid": WORDS[report.truth],
            "toelichting": rule.note,
            "bronnen": sources,
            "voorwaarden": [
                {"zin": sentence, "waarheid": WORDS[truth]}
                for sentence, truth in zip(sentences, report.lines, strict=True)
            ],
        }

    def _writing(
        self, report: RuleReport, outcome: Outcome
    ) -> tuple[list[str], list[dict[str, str]]]:
        """The sentences and clauses of a rule, written once for a set of parameter values."""
        key = (outcome.version, report.rule.number, id(outcome.constants))
        if key not in self._written:
            assert outcome.ruleset is not None
            words = Sentences(self.rulebook, outcome.ruleset, outcome.constants)
            lines = [words.condition(part) for part in parts_of(report.rule.when)]
            self._written[key] = lines, [self.source(name) for name in report.rule.sources]
        return self._written[key]

    def source(self, name: str) -> dict[str, str]:
        """A clause as a reader finds it: document and place."""
        clause = self.rulebook.clauses[name]
        return {"clausule": name, "document": clause.title, "vindplaats": clause.place}

    def _question(self, name: str) -> dict[str, Any]:
        fact = self.facts[name]
        return {
            "feit": name,
            "vraag": fact.question,
            "wieWeetDit": fact.who_knows,
            "type": fact.kind.name,
            "keuzes": list(fact.kind.choices),
        }

    def _parameters(self, track: TrackReport, outcome: Outcome) -> list[dict[str, Any]]:
        parameters = self.rulebook.parameters[outcome.region]
        return [
            {
                "parameter": name,
                "titel": parameters[name].title,
                "wat": f"Voor {self._day(outcome)} is nog geen waarde vastgesteld door de regio.",
            }
            for name in track.missing_parameters
        ]

    def _day(self, outcome: Outcome) -> str:
        day = outcome.reference_date
        return self.facts[outcome.ruleset.date_fact].kind.show(day) if outcome.ruleset else str(day)

    def _assumption(self, name: str, outcome: Outcome) -> dict[str, Any]:
        fact = self.facts[name]
        value = fact.kind.to_json(outcome.values[name])
        return {"feit": name, "waarde": value, "vraag": fact.question}

    def _notes(self, outcome: Outcome, fill: _Filler) -> Iterable[dict[str, Any]]:
        judgement = outcome.judgement
        assert judgement is not None
        if not judgement.complete:
            yield {"tekst": TOO_MANY, "regel": None}
        for name, truth in judgement.contradicted:
            given, derived = outcome.values[name], WORDS[truth]
            label = self.facts[name].label
            text = (
                f"'{label}' is opgegeven als {given}, maar uit de andere antwoorden volgt "
                f"{derived}. Wat is opgegeven telt."
            )
            yield {"tekst": text, "regel": None}
        for note, rule in judgement.notes:
            yield {"tekst": fill(note), "regel": rule.number}

    def _alternatives(self, outcome: Outcome) -> list[dict[str, Any]]:
        if not outcome.alternatives:
            return []
        assert outcome.ruleset is not None
        words = Sentences(self.rulebook, outcome.ruleset)
        return [self._alternative(one, words) for one in outcome.alternatives]

    def _alternative(self, alternative: Alternative, words: Sentences) -> dict[str, Any]:
        told = [(name, words.condition(change)) for name, change in alternative.changes]
        told_together = ", en ".join(sentence for _, sentence in told)
        verdict = words.verdict(alternative.verdict)
        return {
            "als": [{"feit": name, "zin": sentence} for name, sentence in told],
            "oordeel": alternative.verdict,
            "oordeelTekst": self.rulebook.verdicts[alternative.verdict],
            "tekst": f"Als dit zo was: {told_together}. Dan was de uitkomst '{verdict}'.",
        }

    def _amount(self, amount: Amount | None, outcome: Outcome) -> dict[str, Any] | None:
        if amount is None:
            return None
        return {
            "waarde": str(amount.value),
            "valuta": "EUR",
            "opbouw": [
                {
                    "omschrijving": self._label(name, outcome),
                    "waarde": self.show(name, value, outcome),
                }
                for name, value in amount.parts
            ],
            "afronding": ROUNDED,
            "tenLasteVan": self._borne_by(amount.borne_by, outcome),
        }

    def _borne_by(self, name: str | None, outcome: Outcome) -> dict[str, str] | None:
        if name is None:
            return None
        value = outcome.values[name]
        return {"feit": name, "waarde": value, "tekst": self.facts[name].kind.show(value)}

    def _label(self, name: str, outcome: Outcome) -> str:
        if name in self.facts:
            return self.facts[name].label
        return self.rulebook.parameters[outcome.region][name].title

    def show(self, name: str, value: Any, outcome: Outcome) -> str:
        """A value of a fact, a count or a parameter as a Dutch reader expects it."""
        if isinstance(value, Span):
            return f"{value.low} tot en met {value.high}"
        known = self.facts.get(name) or self.rulebook.parameters[outcome.region].get(name)
        return known.kind.show(value) if known else str(value)


def _item(item: Item, render: Callable[[Outcome], dict[str, Any]]) -> dict[str, Any]:
    """An item with its place, without what it shares with the whole."""
    said = {k: v for k, v in render(item.outcome).items() if k not in _OF_WHOLE}
    places = {"vanaf": item.best, "totEnMet": item.worst}
    return {"sleutel": item.key, "plaats": item.place, "mogelijkePlaatsen": places, **said}


class _Filler:
    """Fills the names between braces in a text with the values of one outcome."""

    def __init__(self, explainer: Explainer, outcome: Outcome) -> None:
        self.explainer, self.outcome = explainer, outcome

    def __call__(self, text: str) -> str:
        return _PLACEHOLDER.sub(self._value, text) if "{" in text else text

    def _value(self, match: re.Match[str]) -> str:
        name, outcome = match.group(1), self.outcome
        value = outcome.values.get(name, outcome.constants.get(name))
        if value is None:
            return "(nog niet bekend)"
        shown = self.explainer.show(name, value, outcome)
        return value if isinstance(value, str) and shown == f"'{value}'" else shown


_EMPTY: Mapping[str, Any] = {
    "sporen": [],
    "redenen": [],
    "ontbrekendeFeiten": [],
    "ontbrekendeParameters": [],
    "stappen": [],
    "voorwaarden": [],
    "nogNaTeGaan": [],
    "aannames": [],
    "letOp": [],
    "signalen": [],
    "bedrag": None,
    "watZouDitVeranderen": [],
}
