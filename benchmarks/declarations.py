"""Generated declarations: realistic billing facts of FoodValley, as a sender would post them.

No real declaration was at hand, so the distribution is ours and stands here. Everything is drawn
from one seeded generator: equal arguments give equal declarations.

* Declarant: 62 % jeugdhulpaanbieder, 22 % GI, 6 % externe deskundige, 4 % toegang or lokaal team,
  3 % RET functionaris, 3 % other. Contract: 84 % inkoopnetwerk, 7 % landelijk, 4 % licht, 5 % none.
* Meeting: 85 % in 2021, the rest in 2022 (no tariff set); 5 % on a first or last day of a quarter.
* Invitation: 55 % given outright (93 % ja), else by vaste_deelnemer (40 % ja) and uitgenodigd_door.
* Voorziening: 70 % given outright (12 % ja), 25 % by begin and end, 5 % both ways (1 in 10 of those
  contradicts the period). A period runs (30 %), ended 1-200 days ago (35 %), begins 1-90 days later
  (25 %) or touches the meeting's day or quarter (10 %).
* A GI says whether it executes a measure (30 % ja); others don't send that fact.
* Minutes: 2 % zero, 5 % at a boundary (1, 59, 61, 119, 120, 121), 68 % quarters of an hour up to
  150, 25 % any number up to 200. The meeting lasts 60-150 minutes; 92 % were present no longer than
  that, 8 % for the drawn time. One to five cases a meeting.
* Travel: 70 % none, 2 % one minute, 28 % a multiple of 15 up to 120.
* Tariff on the invoice: in 30 % left out, else right for 2021 (90 %), or 89.99, 94.35 or 95.00.
* Amount: where there is travel, half bill it too; the others are right (74 %), a cent off (8 %),
  from hours rounded to two decimals (8 %), or some other sum (10 %).
* Municipality: the seven by rough size, 3 % another. Form: wrong quarter 4 %, other kenmerk 8 %
  (and 8 % in other capitals, which is right), wrong address 4 %, by post 4 %, another way 2 %,
  other mail address 6 %.
* On top of that each fact is unknown at its own rate of 0.5-10 % (`UNKNOWN`): half of those are
  sent as "onbekend", the other half are left out. The date of the meeting is always there.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

Declaration = Mapping[str, str | int]

TARIFF_CENTS = 9151
UNKNOWN = {
    "declarant_soort": 0.005,
    "vaste_deelnemer": 0.03,
    "uitgenodigd_door": 0.05,
    "op_uitnodiging": 0.03,
    "contractstatus": 0.04,
    "levert_individuele_voorziening": 0.08,
    "voorziening_begin": 0.05,
    "voorziening_eind": 0.10,
    "gi_voert_maatregel_uit": 0.06,
    "minuten_aanwezig": 0.02,
    "bedrag_gedeclareerd": 0.02,
    "gemeente_van_casus": 0.015,
    "minuten_reis_en_voorbereiding": 0.06,
    "uurtarief_gedeclareerd": 0.05,
    "casussen_in_bijeenkomst": 0.04,
    "duur_bijeenkomst": 0.05,
    "factuurkwartaal": 0.02,
    "factuurkenmerk": 0.03,
    "factuuradres_juist": 0.04,
    "factuur_verzendwijze": 0.03,
    "factuur_mailadres": 0.05,
}
_DECLARANTS = {
    "jeugdhulpaanbieder": 62,
    "gecertificeerde_instelling": 22,
    "externe_deskundige": 6,
    "gemeentelijke_toegang_of_lokaal_team": 4,
    "ret_functionaris": 3,
    "overige_partij": 3,
}
_CONTRACTS = {
    "inkoopnetwerk": 84,
    "landelijk_ingekocht": 7,
    "licht_contract": 4,
    "niet_gecontracteerd": 5,
}
_MUNICIPALITIES = {
    "ede": 32,
    "veenendaal": 19,
    "barneveld": 16,
    "nijkerk": 12,
    "rhenen": 8,
    "renswoude": 4,
    "scherpenzeel": 6,
    "andere_gemeente": 3,
}
_INVITED_BY = {"coordinator": 55, "gemeente": 22, "voorzitter": 15, "niemand": 8}
_SENT_BY = {"email": 94, "post": 4, "anders": 2}
_KENMERKEN = {
    "Uren regionaal expertteam FoodValley": 84,
    "uren Regionaal Expertteam Foodvalley": 8,
    "Overleg": 5,
    "geen": 3,
}
_RATES = {"91.51": 90, "89.99": 3, "94.35": 4, "95.00": 3}
_MAIL = {
    "bedrijfsvoering@jeugdfv.nl": 88,
    "Bedrijfsvoering@jeugdfv.nl": 6,
    "info@voorbeeld.nl": 6,
}


def declarations(count: int, seed: int = 2021) -> tuple[Declaration, ...]:
    """So many declarations, each a mapping of JSON facts."""
    random = Random(seed)
    return tuple(_Draw(random).declaration() for _ in range(count))


class _Draw:
    """One declaration in the making."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.day = self._day()
        self.facts: dict[str, str | int] = {}

    def declaration(self) -> Declaration:
        self._party()
        self._provision()
        self._time()
        self._invoice()
        return self._with_unknowns()

    def _chance(self, percent: float) -> bool:
        return self.random.random() * 100 < percent

    def _pick(self, weights: Mapping[str, int]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _yes(self, percent: float) -> str:
        return "ja" if self._chance(percent) else "nee"

    def _day(self) -> date:
        year = 2021 if self._chance(85) else 2022
        if self._chance(5):
            return self.random.choice(_edges(year, self.random.randint(1, 4)))
        return date(year, 1, 1) + timedelta(days=self.random.randrange(365))

    def _party(self) -> None:
        facts = self.facts
        facts["declarant_soort"] = self._pick(_DECLARANTS)
        facts["datum_bijeenkomst"] = self.day.isoformat()
        if self._chance(55):
            facts["op_uitnodiging"] = self._yes(93)
        else:
            facts["vaste_deelnemer"] = self._yes(40)
            facts["uitgenodigd_door"] = self._pick(_INVITED_BY)
        facts["contractstatus"] = self._pick(_CONTRACTS)
        facts["gemeente_van_casus"] = self._pick(_MUNICIPALITIES)
        if facts["declarant_soort"] == "gecertificeerde_instelling":
            facts["gi_voert_maatregel_uit"] = self._yes(30)

    def _provision(self) -> None:
        way = self._pick({"outright": 70, "period": 25, "both": 5})
        if way == "outright":
            self.facts["levert_individuele_voorziening"] = self._yes(12)
            return
        begin, end = self._period()
        self.facts["voorziening_begin"] = begin.isoformat()
        self.facts["voorziening_eind"] = end.isoformat()
        if way == "both":
            runs = (begin <= self.day <= end) != self._chance(10)
            self.facts["levert_individuele_voorziening"] = "ja" if runs else "nee"

    def _period(self) -> tuple[date, date]:
        day, long = self.day, timedelta(days=self.random.randint(90, 540))
        kind = self._pick({"runs": 30, "ended": 35, "later": 25, "edge": 10})
        if kind == "runs":
            begin = day - timedelta(days=self.random.randint(1, 89))
            return begin, begin + long
        if kind == "ended":
            end = day - timedelta(days=self.random.randint(1, 200))
            return end - long, end
        if kind == "later":
            begin = day + timedelta(days=self.random.randint(1, 90))
            return begin, begin + long
        first, last = _edges(day.year, (day.month + 2) // 3)
        one = timedelta(days=1)
        edge = self.random.choice((day, day - one, day + one, first, first - one, last, last + one))
        return (edge - long, edge) if self._chance(50) else (edge, edge + long)

    def _time(self) -> None:
        facts, random = self.facts, self.random
        lasted = random.choice((60, 90, 90, 120, 120, 150))
        minutes = self._minutes()
        facts["minuten_aanwezig"] = minutes if self._chance(8) else min(minutes, lasted)
        facts["duur_bijeenkomst"] = lasted
        facts["casussen_in_bijeenkomst"] = random.choice((1, 1, 2, 2, 3, 4, 5))
        travel = {"none": 0, "minute": 1, "quarters": 15 * random.randint(1, 8)}
        kind = self._pick({"none": 70, "minute": 2, "quarters": 28})
        facts["minuten_reis_en_voorbereiding"] = travel[kind]

    def _minutes(self) -> int:
        kind = self._pick({"zero": 2, "boundary": 5, "quarters": 68, "any": 25})
        if kind == "zero":
            return 0
        if kind == "boundary":
            return self.random.choice((1, 59, 61, 119, 120, 121))
        if kind == "any":
            return self.random.randint(1, 200)
        return 15 * self.random.randint(1, 10)

    def _invoice(self) -> None:
        facts = self.facts
        if self._chance(70):
            facts["uurtarief_gedeclareerd"] = self._pick(_RATES)
        facts["bedrag_gedeclareerd"] = self._amount()
        quarter = (self.day.month + 2) // 3
        wrong = self.random.choice([q for q in (1, 2, 3, 4) if q != quarter])
        facts["factuurkwartaal"] = f"{self.day.year}-K{wrong if self._chance(4) else quarter}"
        facts["factuurkenmerk"] = self._pick(_KENMERKEN)
        facts["factuuradres_juist"] = self._yes(96)
        facts["factuur_verzendwijze"] = self._pick(_SENT_BY)
        if facts["factuur_verzendwijze"] == "email":
            facts["factuur_mailadres"] = self._pick(_MAIL)

    def _amount(self) -> str:
        minutes = int(self.facts["minuten_aanwezig"])
        travel = int(self.facts["minuten_reis_en_voorbereiding"])
        if travel and self._chance(50):
            return _euros(_fee(minutes + travel))
        kind = self._pick({"right": 74, "cent": 8, "hours": 8, "other": 10})
        cents = {
            "right": _fee(minutes),
            "cent": max(0, _fee(minutes) + self.random.choice((-1, 1))),
            "hours": (round(minutes * 100 / 60) * TARIFF_CENTS + 50) // 100,
            "other": self.random.randint(500, 40_000),
        }[kind]
        return _euros(cents)

    def _with_unknowns(self) -> Declaration:
        sent: dict[str, str | int] = {}
        for name, value in self.facts.items():
            if not self._chance(100 * UNKNOWN.get(name, 0)):
                sent[name] = value
            elif self._chance(50):
                sent[name] = "onbekend"
        return sent


def _edges(year: int, quarter: int) -> tuple[date, date]:
    """The first and last day of a quarter."""
    month = 3 * quarter
    return date(year, month - 2, 1), date(year, month, calendar.monthrange(year, month)[1])


def _fee(minutes: int) -> int:
    return (2 * minutes * TARIFF_CENTS + 60) // 120


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
