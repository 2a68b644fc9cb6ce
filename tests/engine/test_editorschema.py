"""The schemas for editors agree with the reader: they accept its files and underline its slips."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from engine import editorwords, phrases, schema
from engine.editorschema import schemas
from engine.editorvalues import answer, written
from engine.examples import EXPECTED
from engine.fields import Shape, words_of
from engine.loader import load_folder
from engine.values import KINDS, Kind, ValueFault, make_kind

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"
FILES = sorted(RULES.rglob("*.yaml"))
MADE = schemas(load_folder(RULES))
SLIP_RULES = Path(__file__).with_name("slip_rules")
MADE_FOR_SLIPS = schemas(load_folder(SLIP_RULES))
SLIPS = yaml.safe_load(Path(__file__).with_name("slips.yaml").read_text(encoding="utf-8"))

# What only the reader can tell: names that stand twice, sums, circles, periods, layout.
UNSEEN_BY_SCHEMA = {
    "a calculation under a condition",
    "a doubled rule number",
    "a hash that cuts a text",
    "a product that gives no amount",
    "an amount that is computed from itself",
    "an amount without an outcome",
    "an anchor",
    "braces for a block",
    "the parameters of another region",
    "two values of a parameter in one period",
}
# A doubled name is underlined by the editor itself.
UNSEEN_BY_SCHEMA |= {"a doubled key", "a lost dash in the list of rules"}


class Core(yaml.SafeLoader):
    """Reads scalars as YAML 1.2 does: what an editor sees."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    Core.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(f"^({pattern})$"), list(first)
    )
# A nought in front is only YAML 1.1's way to write in eights.
Core.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


def pointed(text: str, folder: Path) -> Path:
    """The schema that the first line of a file names."""
    found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert found, "the first line names no schema"
    return (folder / found[1]).resolve()


def errors(
    text: str, folder: Path, loader: Any = Core, made: dict[str, Any] = MADE
) -> list[ValidationError]:
    """All that the schema of a file says of it."""
    content = made[pointed(text, folder).name]
    return list(Draft7Validator(content).iter_errors(yaml.load(text, Loader=loader)))


def leaves(error: ValidationError) -> Iterator[ValidationError]:
    """The errors of the alternative that was meant: the one of the right type."""
    if not error.context:
        yield error
        return
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    meant = [b for b in branches.values() if not any(e.validator == "type" for e in b)]
    for inner in (meant or [*branches.values()])[0]:
        yield from leaves(inner)


def lines(text: str, error: ValidationError) -> Iterator[int]:
    """The lines that an editor underlines for an error, counted from 1."""
    node, key = yaml.compose(text, Loader=yaml.BaseLoader), None
    for step in error.absolute_path:
        if isinstance(node, yaml.MappingNode):
            key, node = next((k, v) for k, v in node.value if k.value == str(step))
        else:
            key, node = None, node.value[step]
    if "propertyNames" in error.schema_path:
        yield next(k for k, _ in node.value if k.value == error.instance).start_mark.line + 1
    elif error.validator == "additionalProperties" and isinstance(node, yaml.MappingNode):
        known = error.schema.get("properties", {})
        yield from (k.start_mark.line + 1 for k, _ in node.value if k.value not in known)
    elif error.validator == "maxProperties" and isinstance(node, yaml.MappingNode):
        yield from (k.start_mark.line + 1 for k, _ in node.value)
    else:
        yield (key or node).start_mark.line + 1
        yield node.start_mark.line + 1


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(RULES).as_posix())
@pytest.mark.parametrize("loader", [yaml.BaseLoader, Core], ids=["as text", "as an editor"])
def test_each_shipped_file_is_without_underlining(file: Path, loader: Any) -> None:
    found = errors(file.read_text(encoding="utf-8"), file.parent, loader)
    assert [(list(e.absolute_path), e.message) for e in found] == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(RULES).as_posix())
def test_each_shipped_file_points_to_a_schema_that_is_there(file: Path) -> None:
    assert pointed(file.read_text(encoding="utf-8"), file.parent).exists()


def test_the_schemas_in_the_rule_folder_are_up_to_date() -> None:
    shipped = {p.name: json.loads(p.read_text("utf-8")) for p in (RULES / "schemas").glob("*.json")}
    assert shipped == json.loads(json.dumps(MADE))


@pytest.mark.parametrize("name", MADE)
def test_a_schema_is_sound_and_every_list_of_words_has_one(name: str) -> None:
    Draft7Validator.check_schema(MADE[name])
    for fragment in fragments(MADE[name]):
        assert fragment.get("enum", True)


def fragments(node: Any) -> Iterator[dict[str, Any]]:
    """All blocks of a schema."""
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from fragments(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from fragments(inner)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip["slip"])
def test_a_slip_is_underlined_on_its_line(slip: dict[str, Any]) -> None:
    file = SLIP_RULES / slip["file"]
    new = slip["new"].replace("⇥", "\t").replace("␣", "\u00a0")
    marked = file.read_text(encoding="utf-8").replace(slip["old"], new)
    line, text = marked[: marked.index("▶")].count("\n") + 1, marked.replace("▶", "")
    try:
        found = [
            leaf
            for error in errors(text, file.parent, Core, MADE_FOR_SLIPS)
            for leaf in leaves(error)
        ]
    except yaml.YAMLError:
        return  # an editor says so by itself
    if slip["slip"] in UNSEEN_BY_SCHEMA:
        assert found == []
    else:
        assert line in {number for leaf in found for number in lines(text, leaf)}


def core(text: str) -> Any:
    """A plain scalar as an editor reads it."""
    return yaml.load(text, Loader=Core)


ACCEPTED = {
    "ja_nee": ["ja", "nee"],
    "keuze": ["een"],
    "keuzes": ["een", "geen_van_deze"],
    "getal": ["0", "90", "007"],
    "minuten": ["0", "100000"],
    "bedrag": ["0", "91,51", "91", "1234567,00"],
    "bedrag_per_uur": ["91,51"],
    "datum": ["2021-01-01", "1990-12-31", "2020-02-29"],
    "kwartaal": ["2021-K2", "2021-q4"],
    "tekst": ["Uren", "2021", "1,5", "true"],
    "code": ["2021-014", "7", "D_3", "a.b-3", "1.5", "7" * 8, "x" * 39 + "1"],
    "werkdagen": ["5"],
    "dagen": ["14"],
    "maanden": ["12"],
}
REFUSED = {
    "ja_nee": ["yes", "Ja"],
    "keuze": ["drie", "Een"],
    "getal": ["1,5", "1.5", "-1", "90 minuten"],
    "minuten": ["1:30"],
    "bedrag": ["91.51", "1.500", "€ 91", "91,5"],
    "datum": ["1-1-2021", "2021-1-1", "2021-02-30", "2021-04-31", "1989-12-31"],
    "kwartaal": ["2021-K5", "K2 2021"],
    "code": ["Jansen", "J. Jansen", "de.vries", "-1", "2021/014", "é1", "x" * 40 + "1"],
}


def kind_of(name: str) -> Kind:
    """A kind with two choices where it has any."""
    return make_kind(name, {"een": "een", "twee": "twee"} if "keuze" in name else {}, "")


def fits(fragment: dict[str, Any], value: Any) -> bool:
    return Draft7Validator(fragment).is_valid(value)


def test_every_kind_has_values_in_this_test() -> None:
    assert set(ACCEPTED) == set(KINDS) == set(editorwords.KINDS)


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, ts in ACCEPTED.items() for t in ts])
def test_a_value_that_the_reader_accepts_is_not_underlined(name: str, text: str) -> None:
    kind = kind_of(name)
    kind.from_text(text)
    assert fits(answer(kind), text)
    assert fits(answer(kind), core(text))


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, ts in REFUSED.items() for t in ts])
def test_a_value_that_the_reader_refuses_is_underlined(name: str, text: str) -> None:
    kind = kind_of(name)
    with pytest.raises(ValueFault):
        kind.from_text(text)
    assert not fits(answer(kind), text)
    assert not fits(answer(kind), core(text))


@given(
    st.sampled_from(["getal", "bedrag", "datum", "kwartaal"]),
    st.one_of(
        st.from_regex(r"[0-9]{1,8}([.,][0-9]{1,3})?", fullmatch=True),
        st.from_regex(r"(19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}", fullmatch=True),
        st.from_regex(r"[0-9]{4}-[KQkq][0-9]", fullmatch=True),
        st.dates().map(str),
        st.integers(0, 10**8).map(str),
    ),
)
def test_whatever_the_reader_accepts_is_never_underlined(name: str, text: str) -> None:
    try:
        make_kind(name, {}, "").from_text(text)
    except ValueFault:
        return
    assert fits(written(make_kind(name, {}, "")), text)
    assert fits(written(make_kind(name, {}, "")), core(text))


def shapes() -> list[type[Shape]]:
    """All shapes of rule files."""
    found = [value for value in vars(schema).values() if isinstance(value, type)]
    return [value for value in found if issubclass(value, Shape) and value is not Shape]


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.__name__)
def test_every_word_of_a_shape_is_explained(shape: type[Shape]) -> None:
    told = editorwords.KEYS
    assert [
        w for w in words_of(shape) if w not in told and f"{shape.__name__}.{w}" not in told
    ] == []


def test_no_word_is_explained_that_the_language_does_not_have() -> None:
    known = {word for shape in shapes() for word in words_of(shape)}
    own = {f"{shape.__name__}.{word}" for shape in shapes() for word in words_of(shape)}
    assert sorted(set(editorwords.KEYS) - known - own) == []


def test_every_word_of_a_condition_and_of_an_example_is_explained() -> None:
    words = (*phrases.GROUPS, *phrases.NUMBERS, *phrases.DATES, *phrases.OTHERS, *phrases.GRAINS)
    assert {*words} <= set(editorwords.CONDITIONS)
    assert set(EXPECTED) == set(editorwords.EXPECTED)
