"""Words for an outcome: the typed structure as Dutch, in the shape that the API sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from engine.collection import Collected
from engine.enumeration import listed
from engine.forms import Blank, form, forms
from engine.model import Rulebook
from engine.outcome import Alternative, Judgement, Outcome, TrackReport
from engine.ranking import Item
from engine.sentences import Sentences
from engine.telling import Telling
from engine.truth import WORDS

_MOST_KEPT = 10_000
TOO_MANY = (
    "Er staan nog te veel vragen open om alles door te rekenen. "
    "Wij noemen alle vragen die nog kunnen tellen."
)
_OF_WHOLE = ("besluit", "regio", "peildatum", "regelsetVersie")


class Explainer:
    """Renders the outcomes of one rulebook; what equal judgements share is rendered once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook, self.facts = rulebook, rulebook.facts
        self._tellings: dict[object, Telling] = {}
        self._forms: dict[int, tuple[Judgement, Blank]] = {}
        self._questions = {name: self._question(name) for name in self.facts}

    def render(self, outcome: Outcome) -> dict[str, Any]:
        """The outcome as JSON-ready Dutch; amounts are texts with a point, dates ISO.

        Answers share parts with each other: change none of them.
        """
        judgement = outcome.judgement
        if judgement is None:
            return {**self._head(outcome), **_EMPTY, "regelsetVersie": outcome.version}
        found = self._forms.get(id(judgement))
        if found is None:
            if len(self._forms) >= _MOST_KEPT:
                self._forms.clear()
            # The judgement is kept too, so that no other one can get its id.
            found = self._forms[id(judgement)] = judgement, self._form(outcome, judgement)
        answer: dict[str, Any] = found[1](outcome)
        return answer

    def forget(self) -> None:
        """Drop the forms of judgements; the words of rules stay."""
        self._forms.clear()

    def _head(self, outcome: Outcome) -> dict[str, Any]:
        return {
            "besluit": outcome.decision,
            "regio": outcome.region,
            "peildatum": outcome.reference_date.isoformat(),
            "oordeel": outcome.verdict,
            "oordeelTekst": self.rulebook.verdicts[outcome.verdict],
            "status": "voorlopig" if outcome.provisional else "definitief",
            "stil": outcome.judgement is not None and outcome.judgement.main.silent,
        }

    def render_collection(
        self,
        collected: Collected,
        name: str,
        render: Callable[[Outcome], dict[str, Any]] | None = None,
    ) -> dict[str, Any]:
        """The whole, and under `name` its items, best first; `render` renders each outcome."""
        render = render or self.render
        return {**render(collected.whole), name: [_item(i, render) for i in collected.items]}

    def _missing(self, track: TrackReport, outcome: Outcome) -> list[dict[str, Any]]:
        """The questions that a track still asks; one about an item names that item's key."""
        known = self._questions
        asked = [known.get(name) or self._counted(name, outcome) for name in track.missing]
        return asked + [{**known[n], "sleutel": key} for key, n in track.of_items]

    def _counted(self, name: str, outcome: Outcome) -> dict[str, Any]:
        """What to ask where a count hangs on other lines."""
        assert outcome.ruleset is not None
        (count,) = (count for count in outcome.ruleset.counts if count.name == name)
        labels = listed([f"'{self.facts[other].label}'" for other in count.looks_at], "en")
        return {
            "feit": name,
            "vraag": f"Kunt u op de andere regels invullen wat nog ontbreekt bij {labels}?",
            "wieWeetDit": "wie de regels heeft gemaakt",
            "type": "getal",
            "keuzes": [],
        }

    def _form(self, outcome: Outcome, judgement: Judgement) -> Blank:
        """All that is said of a judgement, with blanks for what differs from input to input."""
        main, telling = judgement.main, self._telling(outcome)
        text = telling.text
        filled: Blank = form(
            {
                **self._head(outcome),
                "peildatum": lambda outcome: outcome.reference_date.isoformat(),
                "sporen": forms(self._track(t, telling, outcome) for t in judgement.tracks[1:]),
                "redenen": form([telling.reason(report) for report in main.reasons]),
                "ontbrekendeFeiten": self._missing(main, outcome),
                "ontbrekendeParameters": forms(self._parameters(main, telling)),
                "stappen": forms(
                    {
                        "wie": text(step.who),
                        "wat": text(step.what),
                        "uiterlijk": partial(_due, place) if step.due else None,
                        "na": step.due.day if step.due else None,
                        "regel": rule.number,
                    }
                    for place, (step, rule) in enumerate(judgement.steps)
                ),
                "voorwaarden": forms(
                    {
                        "wie": text(r.who),
                        "wat": text(r.what),
                        "gedaan": WORDS[truth],
                        "regel": rule.number,
                    }
                    for r, truth, rule in judgement.requirements
                ),
                "nogNaTeGaan": [
                    {"feit": name, "vraag": self.facts[name].question}
                    for name in judgement.to_check
                ],
                "aannames": self._assumptions,
                "letOp": forms(self._notes(judgement, telling)),
                "signalen": forms(
                    {"aan": text(signal.to), "wat": text(signal.what), "regel": rule.number}
                    for signal, rule in judgement.signals
                ),
                "bedrag": telling.amount if judgement.amount else None,
                "watZouDitVeranderen": self._alternatives,
                "regelsetVersie": outcome.version,
            }
        )
        return filled

    def _telling(self, outcome: Outcome) -> Telling:
        key = outcome.version, id(outcome.constants)
        if key not in self._tellings:
            assert outcome.ruleset is not None
            self._tellings[key] = Telling(self.rulebook, outcome.ruleset, outcome.constants)
        return self._tellings[key]

    def _track(self, track: TrackReport, telling: Telling, outcome: Outcome) -> dict[str, Any]:
        return {
            "spoor": track.track,
            "oordeel": track.verdict,
            "oordeelTekst": self.rulebook.verdicts[track.verdict],
            "redenen": form([telling.reason(report) for report in track.reasons]),
            "ontbrekendeFeiten": self._missing(track, outcome),
        }

    def _question(self, name: str) -> dict[str, Any]:
        fact = self.facts[name]
        return {
            "feit": name,
            "vraag": fact.question,
            "wieWeetDit": fact.who_knows,
            "type": fact.kind.name,
            "keuzes": list(fact.kind.choices),
        }

    def _parameters(self, track: TrackReport, telling: Telling) -> Iterator[dict[str, Any]]:
        for name in track.missing_parameters:
            title = telling.parameters[name].title
            yield {"parameter": name, "titel": title, "wat": self._not_set}

    def _not_set(self, outcome: Outcome) -> str:
        day, ruleset = outcome.reference_date, outcome.ruleset
        shown = self.facts[ruleset.date_fact].kind.show(day) if ruleset else str(day)
        return f"Voor {shown} is nog geen waarde vastgesteld door de regio."

    def _assumptions(self, outcome: Outcome) -> list[dict[str, Any]]:
        if not outcome.assumptions:
            return []
        facts = [self.facts[name] for name in outcome.assumptions]
        return [
            {
                "feit": fact.name,
                "waarde": fact.kind.to_json(outcome.values[fact.name]),
                "vraag": fact.question,
            }
            for fact in facts
        ]

    def _notes(self, judgement: Judgement, telling: Telling) -> Iterator[dict[str, Any]]:
        if not judgement.complete:
            yield {"tekst": TOO_MANY, "regel": None}
        for name, truth in judgement.contradicted:
            yield {"tekst": partial(self._contradiction, name, truth), "regel": None}
        for note, rule in judgement.notes:
            yield {"tekst": telling.text(note), "regel": rule.number}

    def _contradiction(self, name: str, truth: str, outcome: Outcome) -> str:
        return (
            f"'{self.facts[name].label}' is opgegeven als {outcome.values[name]}, maar uit de "
            f"andere antwoorden volgt {WORDS[truth]}. Wat is opgegeven telt."
        )

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


def _item(item: Item, render: Callable[[Outcome], dict[str, Any]]) -> dict[str, Any]:
    """An item with its place, without what it shares with the whole."""
    said = {k: v for k, v in render(item.outcome).items() if k not in _OF_WHOLE}
    places = {"vanaf": item.best, "totEnMet": item.worst}
    return {"sleutel": item.key, "plaats": item.place, "mogelijkePlaatsen": places, **said}


def _due(place: int, outcome: Outcome) -> str | None:
    due = outcome.due[place]
    return due.isoformat() if due else None


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
