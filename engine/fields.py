"""Fields of a rule file whose faults are Dutch sentences, each with its finding code.

Messages carry their code before a bar, as `code|Dutch sentence`: marshmallow keeps only text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields

from engine.findings import Findings, hint
from engine.yamlfile import Block, Lines, Text, line_of

# A rule without these is still read for its other faults.
_SPARED = frozenset({"sources", "then"})


class Dutch(fields.Field[Any]):
    """A field whose faults are Dutch sentences with a finding code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages={"required": "sleutel-ontbreekt|"}, **kwargs)


class Line(Dutch):
    """One text on one place."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Text:
        if not isinstance(value, Text):
            quote = " Zet een tekst met een ': ' tussen aanhalingstekens." if value else ""
            raise ValidationError(
                f"verkeerde-vorm|achter '{attr}' hoort één waarde te staan.{quote}"
            )
        if not value:
            raise ValidationError(f"lege-waarde|achter '{attr}' staat niets.")
        return value


class Answer(Line):
    """The word ja or nee."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text not in ("ja", "nee"):
            raise ValidationError(f"verkeerde-waarde|achter '{attr}' hoort ja of nee te staan.")
        return text == "ja"


class Lists(Dutch):
    """A list; with `single` one item may stand without a dash."""

    def __init__(self, item: fields.Field[Any], *, single: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.item, self.single = item, single

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        items = [value] if self.single and not isinstance(value, list) else value
        if not isinstance(items, list):
            raise ValidationError(
                f"streepje-mist|onder '{attr}' hoort een lijst: zet voor elk onderdeel een '-'."
            )
        read, faults = Lines(), {}
        read.line = line_of(value, 0)
        for place, item in enumerate(items):
            try:
                read.append(self.item.deserialize(item, attr, data))
            except ValidationError as error:
                faults[place] = error.messages
                read.extend([error.valid_data] if error.valid_data else [])
        if faults:
            raise ValidationError(faults if isinstance(value, list) else faults[0], valid_data=read)
        return read


class Tree(Dutch):
    """A block or list that is read further on, such as a condition."""

    def __init__(self, *shapes: type, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shapes = shapes or (Block,)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, Lines) and Block in self.shapes and Lines not in self.shapes:
            raise ValidationError(f"verkeerde-vorm|onder '{attr}' horen geen streepjes te staan.")
        if not isinstance(value, self.shapes) or value == "":
            raise ValidationError(
                f"verkeerde-vorm|onder '{attr}' hoort op een nieuwe regel iets te staan."
            )
        return value


class Part(Dutch):
    """A block with keys of its own; of a faulty one as much as can be used is still given."""

    def __init__(self, shape: type[Shape], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shape, self.schema = shape, shape()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, Block):
            raise ValidationError(f"verkeerde-vorm|bij '{attr}' horen namen met een ':' te staan.")
        try:
            read: dict[str, Any] = self.schema.load(dict(value))
        except ValidationError as error:
            usable = self._padded(error.valid_data)
            valid = {**usable, **self._beside(value)} if usable else None
            raise ValidationError(error.messages, valid_data=valid) from None
        return {**read, **self._beside(value)}

    def _beside(self, block: Block) -> dict[str, Any]:
        """The line of a block, and its keys that the shape leaves to a later reader."""
        known = {field.data_key for field in self.schema.fields.values()}
        others = {key: node for key, node in block.items() if key not in known}
        return {"line": line_of(next(iter(block), block), line_of(block)), "others": others}

    def _padded(self, valid: Any) -> dict[str, Any]:
        known = self.schema.fields
        needed = {name for name, field in known.items() if field.required} - _SPARED
        if not isinstance(valid, dict) or needed - set(valid):
            return {}
        absent = {name: f.load_default for name, f in known.items() if name not in valid}
        empty = {name: d() if callable(d) else None for name, d in absent.items()}
        return {**empty, **valid}


class Shape(Schema):
    """A block of a rule file; unknown keys are refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages = {**self.error_messages, "unknown": "onbekende-sleutel|"}


def text(key: str, *, required: bool = True) -> Line:
    """A text under the Dutch key `key`."""
    return Line(data_key=key, required=required, **_absent(required, None))


def texts(key: str, *, required: bool = False, single: bool = False) -> Lists:
    """A list of texts under `key`."""
    return Lists(Line(), single=single, data_key=key, required=required, **_absent(required, list))


def parts(key: str, shape: type[Shape], *, required: bool = False, single: bool = False) -> Lists:
    """A list of blocks under `key`."""
    return Lists(
        Part(shape), single=single, data_key=key, required=required, **_absent(required, list)
    )


def tree(key: str, *shapes: type, required: bool = False) -> Tree:
    """A block under `key` that is read further on."""
    return Tree(*shapes, data_key=key, required=required, **_absent(required, None))


def _absent(required: bool, default: Any) -> dict[str, Any]:
    return {} if required else {"load_default": default}


def words_of(shape: type[Shape]) -> tuple[str, ...]:
    """The Dutch keys of a shape."""
    return tuple(field.data_key or "" for field in shape().fields.values())


def load(file: str, shape: type[Shape], block: Block, findings: Findings) -> dict[str, Any]:
    """Read a block into English names; faults become findings, and what is sound is still given."""
    try:
        loaded: dict[str, Any] = shape().load(dict(block))
    except ValidationError as error:
        for line, code, message in _faults(shape, block, dict(error.messages_dict)):
            findings.add(file, line, code, message)
        loaded = error.valid_data if isinstance(error.valid_data, dict) else {}
    return loaded


def _faults(
    shape: type[Shape] | None, node: Any, messages: Mapping[Any, Any]
) -> Iterator[tuple[int, str, str]]:
    for key, inner in messages.items():
        child, line = _child(node, key)
        if isinstance(inner, Mapping):
            yield from _faults(_shape_under(shape, key), child, inner)
            continue
        for message in inner:
            code, _, sentence = str(message).partition("|")
            yield line, *_sentence(code, sentence, str(key), shape)


def _child(node: Any, key: Any) -> tuple[Any, int]:
    if isinstance(node, Block):
        written = next((name for name in node if name == key), None)
        first = next(iter(node), node)
        return node.get(key), line_of(written, line_of(first, line_of(node)))
    if isinstance(node, Lines) and isinstance(key, int) and key < len(node):
        return node[key], line_of(next(iter(node[key]), None), line_of(node[key]))
    return node, line_of(node)


def _shape_under(shape: type[Shape] | None, key: Any) -> type[Shape] | None:
    if shape is None or isinstance(key, int):
        return shape
    found = next((f for f in shape().fields.values() if f.data_key == key), None)
    item = found.item if isinstance(found, Lists) else found
    return item.shape if isinstance(item, Part) else None


def _sentence(code: str, sentence: str, key: str, shape: type[Shape] | None) -> tuple[str, str]:
    if code == "sleutel-ontbreekt" and key == "bron":
        return (
            "bron-ontbreekt",
            "'bron' ontbreekt. Noem de clausule waarop dit rust.",
        )
    if code == "sleutel-ontbreekt":
        return code, f"'{key}' ontbreekt hier."
    if code == "onbekende-sleutel":
        return code, f"'{key}' is hier geen bekend woord.{_where(key, shape)}"
    return (code, sentence) if sentence else ("verkeerde-vorm", code)


def _where(key: str, shape: type[Shape] | None) -> str:
    """Where an unknown key may belong: a word close to it, or the block below that knows it."""
    known = shape().fields.values() if shape else ()
    if close := hint(key, [field.data_key or "" for field in known]):
        return close
    for field in known:
        item = field.item if isinstance(field, Lists) else field
        below = item.schema.fields.values() if isinstance(item, Part) else ()
        if any(inner.data_key == key for inner in below):
            return f" Het hoort onder '{field.data_key}': laat het verder inspringen."
    return " Staat het onder het goede kopje, en springt het ver genoeg in?"
