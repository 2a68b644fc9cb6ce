"""Two versions of a ruleset are told apart rule by rule, in sentences."""

from dataclasses import replace
from datetime import date

from toys import book, fact, is_, parameter, rule

from engine.changes import changes
from engine.model import Dated, Rulebook, Ruleset

STOPS = rule("T-1", is_("rood_licht", "ja"), "rood")
GOES = rule("T-2", is_("rood_licht", "nee"), "groen")
FACTS = (fact("rood_licht"), fact("auto"), fact("dag", "datum"))


def version(*rules, parameters=()) -> tuple[Rulebook, Ruleset]:
    made = replace(
        book(FACTS, rules, parameters=parameters),
        verdicts={"rood": "Stop", "oranje": "Wacht", "groen": "Ga"},
    )
    return made, made.rulesets[0]


def test_a_version_differs_in_nothing_from_itself() -> None:
    assert changes(version(STOPS, GOES), version(STOPS, GOES)) == ()


def test_a_changed_condition_shows_the_rule_as_it_was_and_as_it_becomes() -> None:
    softer = replace(STOPS, when=is_("auto", "ja"))
    (change,) = changes(version(STOPS, GOES), version(softer, GOES))
    assert change.name == "T-1"
    assert "- rood_licht is {waarde}" in change.before.lines
    assert "- auto is {waarde}" in change.after.lines


def test_a_new_rule_has_no_before_and_a_dropped_rule_no_after() -> None:
    added, dropped = changes(version(GOES), version(STOPS))
    assert (added.name, added.before) == ("T-1", None)
    assert (dropped.name, dropped.after) == ("T-2", None)


def test_a_moved_line_number_is_no_change() -> None:
    assert changes(version(STOPS), version(replace(STOPS, line=99))) == ()


def test_a_new_value_of_a_parameter_is_told_with_its_period() -> None:
    old = parameter("tempo", "getal", 50)
    new = replace(
        old,
        values=(
            Dated(50, date(2020, 1, 1), date(2021, 12, 31), (), 1),
            Dated(None, date(2022, 1, 1), None, (), 2),
        ),
    )
    (change,) = changes(version(STOPS, parameters=[old]), version(STOPS, parameters=[new]))
    assert change.before.lines == ("50, vanaf 1 januari 2020",)
    assert change.after.lines == (
        "50, vanaf 1 januari 2020 tot en met 31 december 2021",
        "nog vast te stellen, vanaf 1 januari 2022",
    )


def test_a_new_last_day_of_the_whole_is_told() -> None:
    made, ruleset = version(STOPS)
    closed = made, replace(ruleset, valid_to=date(2021, 12, 31))
    (change,) = changes((made, ruleset), closed)
    assert change.after.lines[0] == "Geldt vanaf 1 januari 2020 tot en met 31 december 2021."


def test_another_order_of_outcomes_is_told() -> None:
    made, ruleset = version(STOPS, GOES)
    (track,) = ruleset.tracks
    turned = replace(ruleset, tracks=(replace(track, verdicts=track.verdicts[::-1]),))
    (change,) = changes((made, ruleset), (made, turned))
    assert change.before.lines != change.after.lines
