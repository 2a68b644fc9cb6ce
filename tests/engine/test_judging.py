"""A judgement says why, what it still hangs on, and what the rules that hold then say."""

from __future__ import annotations

from typing import Any

import pytest
from toys import MAIN, asks, book, every, fact, is_, judged, none, parameter, regime, than
from toys import rule as make_rule

from engine.model import SUPPLEMENT, Condition, Requirement, Rule, Rulebook, Signal, Step, Track
from engine.outcome import Judgement, TrackReport

SIDE = Track("vorm", ("scheef",), "recht")


def toy(*rules: Rule, facts: str = "abc") -> Rulebook:
    return book([fact(name) for name in facts], rules, tracks=(MAIN, SIDE))


def red(name: str, when: Condition) -> Rule:
    return make_rule(name, when, "rood")


def green(name: str, when: Condition) -> Rule:
    return make_rule(name, when, "groen")


def judge(made: Rulebook, **known: Any) -> Judgement:
    return judged(regime(made), known)


def why(report: TrackReport) -> list[tuple[str, str, str]]:
    return [(reason.rule.number, reason.truth, reason.lines) for reason in report.reasons]


def test_the_heaviest_outcome_wins_and_all_rules_with_that_outcome_are_reasons() -> None:
    made = toy(red("R0", is_("a", "ja")), red("R1", is_("b", "ja")), green("R2", is_("a", "ja")))
    main = judge(made, a="ja", b="ja").main
    assert main.verdict == "rood"
    assert why(main) == [("R0", "J", "J"), ("R1", "J", "J")]


def test_a_reason_tells_line_by_line_what_held_and_what_is_open() -> None:
    lines = every(is_("a", "ja"), none(is_("b", "ja")), is_("c", "ja"))
    main = judge(toy(red("R0", lines)), a="ja", b="nee").main
    assert (main.verdict, main.missing) == (SUPPLEMENT, ("c",))
    assert why(main) == [("R0", "O", "JJO")]


def test_an_open_outcome_tells_the_rules_that_can_still_make_it() -> None:
    made = toy(
        red("R0", every(is_("a", "ja"), is_("b", "ja"))),
        green("R1", is_("a", "ja")),
        red("R2", is_("a", "nee")),
    )
    assert why(judge(made, a="ja").main) == [("R0", "O", "JO"), ("R1", "J", "J")]


def test_a_rule_that_is_open_but_cannot_turn_the_outcome_is_no_reason() -> None:
    made = toy(red("R0", is_("a", "ja")), green("R1", is_("b", "ja")))
    assert why(judge(made, a="ja").main) == [("R0", "J", "J")]


def test_rules_that_only_cover_an_open_fact_together_are_told_as_open() -> None:
    made = toy(red("R0", is_("a", "ja")), red("R1", is_("a", "nee")), green("R2", is_("b", "ja")))
    main = judge(made).main
    assert (main.verdict, main.missing) == ("rood", ())
    assert why(main) == [("R0", "O", "O"), ("R1", "O", "O")]


def test_where_no_rule_holds_the_lightest_ones_are_told_with_the_line_they_fell_on() -> None:
    made = toy(red("R0", is_("b", "ja")), green("R1", every(is_("a", "ja"), is_("b", "nee"))))
    main = judge(made, a="nee", b="nee").main
    assert (main.verdict, main.silent) == ("voorleggen", True)
    assert why(main) == [("R1", "N", "NJ")]


def test_a_rule_that_refers_is_an_outcome_like_any_other() -> None:
    track = Track("uitslag", ("rood", "voorleggen"), None)
    made = book([fact("a")], [make_rule("R0", is_("a", "ja"), "voorleggen")], tracks=(track,))
    said, fell = judge(made, a="ja").main, judge(made, a="nee").main
    assert (said.verdict, said.silent) == ("voorleggen", False)
    assert (fell.verdict, fell.silent) == ("voorleggen", True)


def test_a_side_track_ends_with_its_own_word_and_asks_by_itself() -> None:
    made = toy(red("R0", is_("a", "ja")), make_rule("S", is_("b", "ja"), "scheef", track="vorm"))
    main, side = judge(made, a="ja").tracks
    assert (main.verdict, main.missing) == ("rood", ())
    assert (side.verdict, side.missing) == (SUPPLEMENT, ("b",))
    assert judge(made, a="ja", b="nee").tracks[1].verdict == "recht"
    assert judge(made, a="ja", b="ja").tracks[1].verdict == "scheef"


def test_only_rules_whose_outcome_it_is_speak_and_those_without_one_always_do() -> None:
    made = toy(
        make_rule("R0", is_("a", "ja"), "rood", notes=["rood"], signals=[Signal("x", "rood")]),
        make_rule("R1", is_("b", "ja"), "groen", notes=["groen"], steps=[Step("x", "groen", None)]),
        make_rule("N", is_("b", "ja"), notes=["altijd"]),
    )
    both = judge(made, a="ja", b="ja")
    assert [note for note, _ in both.notes] == ["rood", "altijd"]
    assert [signal.what for signal, _ in both.signals] == ["rood"]
    assert both.steps == ()
    assert [step.what for step, _ in judge(made, a="nee", b="ja").steps] == ["groen"]


def test_a_reminder_that_is_open_shows_what_to_check_and_asks_nothing() -> None:
    made = toy(
        red("R0", is_("a", "ja")),
        make_rule("N", every(is_("b", "ja"), is_("c", "ja")), notes=["n"]),
    )
    judgement = judge(made, a="ja", c="ja")
    assert (judgement.main.missing, judgement.to_check, judgement.notes) == ((), ("b",), ())


def test_what_is_asked_already_is_not_shown_as_something_to_check_too() -> None:
    made = toy(
        red("R0", is_("a", "ja")),
        make_rule("N", every(is_("a", "ja"), is_("b", "ja")), notes=["n"]),
    )
    assert judge(made).to_check == ("b",)


def test_behind_a_derived_fact_that_nobody_can_give_its_parts_are_shown() -> None:
    for asked, wanted in ((False, ("a", "b")), (True, ("d",))):
        made = book(
            [fact("d", asked=asked), fact("a"), fact("b"), fact("c")],
            [
                make_rule("D", every(is_("a", "ja"), is_("b", "ja")), derives="d"),
                red("R", is_("c", "ja")),
                make_rule("N", is_("d", "ja"), notes=["n"]),
            ],
        )
        assert judge(made, c="ja").to_check == wanted


def test_a_reminder_on_a_listed_parameter_shows_the_fact_that_lists_it() -> None:
    limit = parameter("grens", "getal", {"x": 3, "y": 5}, per="k")
    made = book(
        [fact("k", "keuze", "xy"), fact("m", "getal"), fact("a")],
        [red("R", is_("a", "ja")), make_rule("N", than("m", "meer_dan", "grens"), notes=["n"])],
        parameters=[limit],
    )
    assert judge(made, a="ja", m=4).to_check == ("k",)


def asking(*verdicts: str, word: str = "") -> Rulebook:
    """A reminder on the outcome of the main track, with a rule that may be open."""
    when = is_("uitslag", *verdicts, word=word)
    rules = [
        red("R0", is_("a", "ja")),
        green("R1", is_("a", "nee")),
        make_rule("N", when, notes=["n"]),
    ]
    return toy(*rules)


@pytest.mark.parametrize(
    ("verdicts", "word", "heard"),
    [
        (("rood",), "", {"ja": 1, "nee": 0, None: 0}),
        (("rood", "groen"), "", {"ja": 1, "nee": 1, None: 1}),
        (("oranje",), "niet", {"ja": 1, "nee": 1, None: 1}),
        (("rood",), "niet", {"ja": 0, "nee": 1, None: 0}),
        ((SUPPLEMENT,), "", {"ja": 0, "nee": 0, None: 1}),
    ],
)
def test_a_reminder_on_an_outcome_speaks_when_that_is_certain(
    verdicts: tuple[str, ...], word: str, heard: dict[str | None, int]
) -> None:
    made = asking(*verdicts, word=word)
    assert {a: len(judge(made, a=a).notes) for a in ("ja", "nee", None)} == heard


def test_a_reminder_on_a_silent_outcome_can_name_it() -> None:
    made = toy(red("R0", is_("a", "ja")), make_rule("N", is_("uitslag", "voorleggen"), notes=["n"]))
    assert len(judge(made, a="nee").notes) == 1
    assert judge(made).notes == ()


def test_past_the_bound_a_reminder_on_an_outcome_stays_open() -> None:
    names = [f"{letter}{n}" for letter in "xy" for n in range(12)]
    same = [red(f"R{n}", than(f"x{n}", "", f"y{n}")) for n in range(12)]
    rules = [*same, *(make_rule(f"N{v}", is_("uitslag", v), notes=["n"]) for v in MAIN.verdicts)]
    rules.append(make_rule("N", none(is_("uitslag", "rood")), notes=["n"]))
    judgement = judge(book([fact(name, "getal") for name in names], rules))
    assert not judgement.complete
    assert judgement.notes == ()
    assert len(judgement.main.reasons) == 12


def test_a_requirement_is_told_with_whether_it_is_done() -> None:
    step = Requirement("x", "iets", "c")
    made = toy(make_rule("R", is_("a", "ja"), "groen", requirements=[step]))
    told = {c: judge(made, a="ja", c=c).requirements for c in ("ja", "nee", None)}
    assert {c: [truth for _, truth, _ in found] for c, found in told.items()} == {
        "ja": ["J"], "nee": ["N"], None: ["O"],
    }  # fmt: skip
    assert asks(regime(made), {"a": "ja"}) == ("groen", set())


def test_a_requirement_can_be_a_derived_fact() -> None:
    made = toy(
        make_rule("D", is_("b", "ja"), derives="c"),
        make_rule("R", is_("a", "ja"), "groen", requirements=[Requirement("x", "iets", "c")]),
    )
    assert [judge(made, a="ja", b=b).requirements[0][1] for b in ("ja", "nee", None)] == [
        "J",
        "N",
        "O",
    ]


def test_a_given_derived_fact_counts_and_a_difference_is_told() -> None:
    made = toy(
        make_rule("D", is_("b", "ja"), derives="c"),
        red("R", is_("c", "ja")),
        green("G", is_("c", "nee")),
    )
    given = judge(made, b="ja", c="nee")
    assert (given.main.verdict, given.contradicted) == ("groen", (("c", "J"),))
    assert judge(made, b="ja", c="ja").contradicted == ()
    assert judge(made, c="nee").contradicted == ()


def test_what_is_asked_stands_in_the_order_of_the_vocabulary() -> None:
    made = toy(red("R", every(*(is_(name, "ja") for name in "abcd"))), facts="dbca")
    assert judge(made).main.missing == ("d", "b", "c", "a")
