"""The billing rules of FoodValley by hand, as one plain Python function: fast, and mute.

Written from `rules/billing.yaml` by reading it; it shares no code with the engine. It explains
nothing but rule numbers and the names that are missing. Unknown is None. Unlike the engine it
trusts its input, and a change of a rule is a change of this code.
"""

from __future__ import annotations

from typing import Any

from benchmarks.answer import Answer, Contender, Facts

TARIFF = "uurtarief_consultatie_en_advies"
KENMERK = "uren regionaal expertteam foodvalley"
MAIL = "bedrijfsvoering@jeugdfv.nl"
USUAL_MINUTES = 120
_ORGANISATIONS = ("jeugdhulpaanbieder", "gecertificeerde_instelling")
_INVITING = ("voorzitter", "coordinator", "gemeente")


class Plain(Contender):
    """The plain function as a contender."""

    name = "gewone Python-functie"

    def decide(self, facts: Facts) -> dict[str, Any]:
        """Decide on JSON facts."""
        return decide(facts)

    def answer(self, said: dict[str, Any]) -> Answer:
        """The answer as compared."""
        lists = ("rules", "form_rules", "notes", "missing", "form_missing")
        return Answer(**{**said, **{name: tuple(said[name]) for name in lists}})


def decide(facts: Facts) -> dict[str, Any]:
    """Decide on JSON facts; an absent fact is unknown."""
    known = {name: value for name, value in facts.items() if value != "onbekend"}
    get = known.get
    day = get("datum_bijeenkomst")
    assert isinstance(day, str)
    invited, provides = _invited(known), _provides(known, day)
    tariff = 9151 if day[:4] == "2021" else None
    minutes, claimed = get("minuten_aanwezig"), _cents(get("bedrag_gedeclareerd"))
    fee = None if tariff is None or minutes is None else (2 * minutes * tariff + 60) // 120
    main, rules, missing, pays = _main(known, invited, provides, tariff)
    form, form_rules, form_missing = _form(known, day)
    paid = main in ("deels_declarabel", "declarabel") and fee is not None and claimed is not None
    notes = _notes(known, rules, form, invited, provides, day)
    if pays:
        notes += _doubts(known, tariff, fee, claimed)
    return {
        "main": main,
        "form": form,
        "cents": min(fee, claimed) if paid and fee is not None and claimed is not None else None,
        "rules": rules,
        "form_rules": form_rules,
        "notes": notes,
        "missing": sorted(missing),
        "form_missing": sorted(form_missing),
    }


def _invited(known: Facts) -> str | None:
    if "op_uitnodiging" in known:
        return str(known["op_uitnodiging"])
    fixed, by = known.get("vaste_deelnemer"), known.get("uitgenodigd_door")
    if fixed == "ja" or by in _INVITING:
        return "ja"
    return None if fixed is None or by is None else "nee"


def _provides(known: Facts, day: str) -> str | None:
    """ISO dates order as texts."""
    if "levert_individuele_voorziening" in known:
        return str(known["levert_individuele_voorziening"])
    begin, end = known.get("voorziening_begin"), known.get("voorziening_eind")
    if (begin is not None and begin > day) or (end is not None and end < day):
        return "nee"
    return None if begin is None or end is None else "ja"


def _main(
    known: Facts, invited: str | None, provides: str | None, tariff: int | None
) -> tuple[str, list[str], list[str], bool]:
    """The outcome, the rules that made it, what is missing, and whether only paying is left."""
    get = known.get
    party, contract = get("declarant_soort"), get("contractstatus")
    minutes, place = get("minuten_aanwezig"), get("gemeente_van_casus")
    if party is not None and party not in _ORGANISATIONS:
        return "voorleggen", ["DEC-FV-10"], [], False
    barred = []
    if provides == "ja":
        barred.append("DEC-FV-07")
    if invited == "nee":
        barred.append("DEC-FV-08")
    if minutes == 0:
        barred.append("DEC-FV-09")
    if barred:
        return ("niet_declarabel", barred, [], False) if party else _asking(["declarant_soort"])
    missing = [] if party else ["declarant_soort"]
    if provides is None:
        missing.append("levert_individuele_voorziening")
    if invited is None:
        missing.append("op_uitnodiging")
    if minutes is None:
        missing.append("minuten_aanwezig")
    certain = _referred(party, contract, get("gi_voert_maatregel_uit"), place)
    if certain:
        # Whoever declares, this goes to a human; unless something may still bar it.
        if not missing or missing == ["declarant_soort"]:
            return "voorleggen", certain if party else [], [], False
        return _asking(missing)
    return _paying(known, party, missing, tariff)


def _paying(
    known: Facts, party: str | None, missing: list[str], tariff: int | None
) -> tuple[str, list[str], list[str], bool]:
    get = known.get
    only_paying = not missing
    travel = get("minuten_reis_en_voorbereiding")
    for name in ("contractstatus", "gemeente_van_casus"):
        if get(name) is None:
            missing.append(name)
            only_paying = False
    measure = get("gi_voert_maatregel_uit")
    if measure is None and party in (None, "gecertificeerde_instelling"):
        missing.append("gi_voert_maatregel_uit")
        only_paying = False
    if travel is None:
        missing.append("minuten_reis_en_voorbereiding")
    if get("bedrag_gedeclareerd") is None:
        missing.append("bedrag_gedeclareerd")
    if tariff is None:
        missing.append(TARIFF)
    if missing:
        return "aanvullen", [], missing, only_paying
    if travel:
        return "deels_declarabel", ["DEC-FV-14"], [], True
    return "declarabel", ["DEC-FV-15"], [], True


def _asking(missing: list[str]) -> tuple[str, list[str], list[str], bool]:
    return "aanvullen", [], missing, False


def _referred(
    party: str | None, contract: str | None, measure: str | None, place: str | None
) -> list[str]:
    rules = []
    if contract is not None and contract != "inkoopnetwerk":
        rules.append("DEC-FV-11")
    if party == "gecertificeerde_instelling" and measure == "ja":
        rules.append("DEC-FV-12")
    if place == "andere_gemeente":
        rules.append("DEC-FV-13")
    return rules


def _form(known: Facts, day: str) -> tuple[str, list[str], list[str]]:
    get, rules, missing = known.get, [], []
    quarter, kenmerk = get("factuurkwartaal"), get("factuurkenmerk")
    address, way, mail = (
        get(f"factuur{name}") for name in ("adres_juist", "_verzendwijze", "_mailadres")
    )
    if quarter is None:
        missing.append("factuurkwartaal")
    elif quarter != _quarter(day):
        rules.append("DEC-FV-16")
    if kenmerk is None:
        missing.append("factuurkenmerk")
    elif kenmerk.casefold() != KENMERK:
        rules.append("DEC-FV-17")
    if address is None:
        missing.append("factuuradres_juist")
    elif address == "nee":
        rules.append("DEC-FV-18")
    elsewhere = mail is not None and mail.casefold() != MAIL
    if way in ("post", "anders"):
        rules.append("DEC-FV-19")
    elif way == "email" and elsewhere:
        rules.append("DEC-FV-20")
    if rules or (
        way is None and elsewhere
    ):  # not by mail, or to the wrong address: wrong either way
        return "terug_naar_indiener", rules, []
    if way is None:
        missing.append("factuur_verzendwijze")
    if mail is None:
        missing.append("factuur_mailadres")
    return ("aanvullen" if missing else "in_orde"), rules, missing


def _notes(
    known: Facts,
    rules: list[str],
    form: str,
    invited: str | None,
    provides: str | None,
    day: str,
) -> list[str]:
    get, party = known.get, known.get("declarant_soort")
    notes = [number for number in rules if number in ("DEC-FV-07", "DEC-FV-10")]
    if form == "terug_naar_indiener":
        notes.append("DEC-FV-21")
    begin, end = get("voorziening_begin"), get("voorziening_eind")
    may_be_paid = invited == "ja" and get("minuten_aanwezig") and provides == "nee"
    if party in _ORGANISATIONS and may_be_paid and begin is not None and begin <= (end or ""):
        quarter = _quarter(day)
        if _quarter(begin) <= quarter <= _quarter(end):
            notes.append("DEC-FV-22")
    if party == "gecertificeerde_instelling" and provides == "ja":
        notes.append("DEC-FV-23")
    return notes


def _doubts(known: Facts, tariff: int | None, fee: int | None, claimed: int | None) -> list[str]:
    get, notes = known.get, []
    minutes, lasted = known["minuten_aanwezig"], get("duur_bijeenkomst")
    rate, cases = _cents(get("uurtarief_gedeclareerd")), get("casussen_in_bijeenkomst")
    if rate is not None and tariff is not None and rate != tariff:
        notes.append("DEC-FV-24")
    if fee is not None and claimed is not None and claimed != fee:
        notes.append("DEC-FV-25" if claimed > fee else "DEC-FV-26")
    if lasted is not None and minutes > lasted:
        notes.append("DEC-FV-27")
    if minutes > USUAL_MINUTES:
        notes.append("DEC-FV-28")
    if cases is not None and cases > 1 and lasted is not None and minutes >= lasted:
        notes.append("DEC-FV-29")
    return notes


def _quarter(day: str) -> str:
    return f"{day[:4]}-K{(int(day[5:7]) + 2) // 3}"


def _cents(amount: str | None) -> int | None:
    """Cents of an amount with two decimals, or whole euros."""
    if amount is None:
        return None
    return int(amount.replace(".", "")) if "." in amount else 100 * int(amount)
