"""Every finding code has a page, and the snippets on the pages do what the pages say.

A snippet is put into a copy of the toy folder `pages/`:

- `# bestand: uitlenen.yaml` names the file. Each block below it (an item such as a rule, or a name
  at the margin with what stands under it) takes the place of the block that begins alike, or comes
  behind the others of its kind. A file that isn't there yet is made.
- `# …` in an item stands for the parts of the toy's item that the snippet leaves out, and
  `# … en zo nog 100` for the line above it, a hundred times more.
- What can't be shown as text is told behind the name of the file; `MARKS` makes the bytes.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from engine.advice import ADVICE
from engine.findings import Finding, Level
from engine.loader import load_files, read_folder
from engine.model import Rulebook
from engine.yamlfile import LARGEST_FILE

HERE = Path(__file__).parent
ENGINE = HERE.parents[1] / "engine"
DOCS = HERE.parents[1] / "docs" / "bevindingen"
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in sorted(DOCS.glob("*.md"))}
INDEX = PAGES.pop("README")
TOY = read_folder(HERE / "pages")

Files = dict[str, bytes]

CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")
# Where the code stands in a call that notes a finding.
PLACES = {"fault": 1, "remark": 1, "_fault": 1, "known": 2, "add": 2, "Finding": 2}
# What is told here goes to who sends facts, not to who writes rules.
SENDING = ENGINE / "facts.py"


def written(node: ast.AST) -> Iterator[str]:
    """The codes that an expression can come to, when it is no name."""
    if isinstance(node, ast.IfExp):
        yield from (*written(node.body), *written(node.orelse))
    elif isinstance(node, ast.Constant) and CODE.fullmatch(str(node.value)):
        yield str(node.value)


def is_sentence(node: ast.AST) -> bool:
    """Whether an expression is a sentence, or a name for one."""
    return isinstance(node, ast.JoinedStr | ast.Name) or " " in str(getattr(node, "value", ""))


def codes_of(node: ast.AST) -> Iterator[str]:
    """The codes of a piece of source: in a call, before a bar, or handed on before a sentence."""
    if isinstance(node, ast.Call):
        place = PLACES.get(getattr(node.func, "attr", getattr(node.func, "id", "")))
        for argument in node.args[place : place + 1] if place else ():
            yield from written(argument)
    elif isinstance(node, ast.Constant) and "|" in str(node.value):
        code, _, _ = str(node.value).partition("|")
        yield from [code] if CODE.fullmatch(code) else []
    elif isinstance(node, ast.Return | ast.Yield) and isinstance(node.value, ast.Tuple):
        for one, two in pairwise(node.value.elts):
            yield from written(one) if is_sentence(two) else ()
    elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
        yield from written(node.value)


def nodes(folder: Path) -> Iterator[ast.AST]:
    """Walk the source that tells findings."""
    for path in sorted(folder.rglob("*.py")):
        if path != SENDING:
            yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


CODES = {code for node in nodes(ENGINE) for code in codes_of(node)}
ADVISED = {code for node in nodes(ENGINE / "advice") for code in codes_of(node)}
LEVELS = {
    code: Level[level.upper()]
    for code, linked, level in re.findall(r"^\| \[(.+)\]\((.+)\.md\) \| (\w+) \|", INDEX, re.M)
    if code == linked
}

MARKS: dict[str, Callable[[str], bytes | None]] = {
    "ontbreekt": lambda text: None,
    "leeg": lambda text: b"",
    "opgeslagen als Windows-1252": lambda text: text.encode("cp1252"),
    "groter dan 2 MB": lambda text: (text + "#" * LARGEST_FILE).encode(),
}
UNSEEN = str.maketrans({"⇥": "\t", "␣": "\u00a0"})
HEAD = re.compile(r"^(?:  - \w+:.*|\w+:)", re.MULTILINE)
PART = re.compile(r"^    \w+", re.MULTILINE)


def split(text: str, begin: re.Pattern[str]) -> list[tuple[str, str]]:
    """The pieces of a text, each with the words it begins with; what goes before has none."""
    found = list(begin.finditer(text))
    starts = [match.start() for match in found]
    pieces = [text[one:two] for one, two in pairwise([0, *starts, len(text)])]
    return list(zip(["", *(match.group() for match in found)], pieces, strict=True))


def filled(block: str, toy: str) -> str:
    """The block with the parts of the toy's own in place of its `# …`."""
    own = {begin for begin, _ in split(block, PART)}
    rest = "".join(part for begin, part in split(toy, PART) if begin not in own)
    return re.sub(r"(?m)^    # …\n", lambda _: rest, block)


def kind(head: str) -> str:
    """What a block is, such as a rule or a fact."""
    return head.partition(":")[0]


def put(toy: str, snippet: str) -> str:
    """The toy's file with the blocks of a snippet in it."""
    old = split(toy, HEAD)
    new: dict[str, str] = {}
    (_, loose), *blocks = split(snippet, HEAD)
    assert loose == "", f"this stands in no block: {loose}"
    for head, block in blocks:
        new[head] = new.get(head, "") + filled(block, dict(old).get(head, ""))
    for head, block in new.items():
        heads = [begin for begin, _ in old]
        alike = [place for place, begin in enumerate(heads) if kind(begin) == kind(head)]
        if head in heads:
            old[heads.index(head)] = (head, block)
        else:
            old.insert(alike[-1] + 1 if alike else len(old), (head, block))
    return "".join(block for _, block in old)


def repeated(text: str) -> str:
    """The text with the lines that its `# … en zo nog` stands for."""
    more = re.compile(r"(?m)^(.*\n) *# … en zo nog (\d+)\n")
    return more.sub(lambda found: found[1] * (int(found[2]) + 1), text)


@dataclass(frozen=True)
class Snippet:
    """What a page calls wrong or right."""

    code: str
    word: str
    text: str

    @property
    def files(self) -> Files:
        """The toy folder with the snippet put in."""
        files = dict(TOY)
        _, *parts = re.split(r"(?m)^# bestand: (\S+)(?: \((.+)\))?\n", repeated(self.text))
        for name, mark, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            content = put(files.pop(name, b"").decode(), text.translate(UNSEEN))
            raw = MARKS[mark](content) if mark else content.encode()
            files |= {name: raw} if raw is not None else {}
        return files

    def __str__(self) -> str:
        return f"{self.code}: {self.word}"


SNIPPETS = [
    Snippet(code, word, text)
    for code, page in PAGES.items()
    for word, text in re.findall(r"^```yaml (fout|goed)\n([\s\S]*?)^```$", page, re.MULTILINE)
]
WRONG = [snippet for snippet in SNIPPETS if snippet.word == "fout"]
RIGHT = [snippet for snippet in SNIPPETS if snippet.word == "goed"]


def inspect(files: Files) -> tuple[Rulebook | None, list[Finding]]:
    """Read the files and run every check, as `engine.inspection` does with a folder."""
    rulebook, findings = load_files(files, prefix="rules/")
    if rulebook is not None:
        for advise in ADVICE:
            findings.extend(advise(rulebook))
    return rulebook, list(findings)


def test_the_toy_folder_gives_no_finding() -> None:
    rulebook, findings = inspect(TOY)
    assert rulebook is not None
    assert findings == []


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert sorted(PAGES) == sorted(CODES)


def test_the_index_names_every_page_once_in_order() -> None:
    assert list(LEVELS) == sorted(PAGES)
    assert INDEX.count("](") == len(PAGES)


OF_LIBRARIES = {"in-memory"}  # an engine of polars


def test_no_word_in_the_source_that_looks_like_a_code_is_passed_over() -> None:
    constants = (str(node.value) for node in nodes(ENGINE) if isinstance(node, ast.Constant))
    alike = {word for word in constants if "-" in word and CODE.fullmatch(word)}
    assert alike - OF_LIBRARIES <= CODES


def test_every_code_of_the_typical_slips_has_a_page() -> None:
    slips = yaml.safe_load((HERE.parent / "engine" / "slips.yaml").read_text(encoding="utf-8"))
    assert {slip["code"] for slip in slips} <= set(PAGES)


@pytest.mark.parametrize("code", PAGES)
def test_a_page_is_short_and_tells_what_why_and_what_to_do(code: str) -> None:
    lines = PAGES[code].splitlines()
    assert lines[0] == f"# {code}"
    assert [line[: line.index("?")] for line in lines if line.startswith("- **")] == [
        "- **Wat is er mis",
        "- **Waarom is dat belangrijk",
        "- **Wat doet u",
    ]
    assert {snippet.word for snippet in SNIPPETS if snippet.code == code} == {"fout", "goed"}
    assert PAGES[code].count("```") == 2 * sum(snippet.code == code for snippet in SNIPPETS)
    assert 10 <= len(lines) <= 30


@pytest.mark.parametrize("snippet", SNIPPETS, ids=str)
def test_a_snippet_begins_with_the_name_of_its_file(snippet: Snippet) -> None:
    assert snippet.text.startswith("# bestand: ")


@pytest.mark.parametrize("snippet", WRONG, ids=str)
def test_what_a_page_calls_wrong_gives_its_code_at_its_level(snippet: Snippet) -> None:
    rulebook, findings = inspect(snippet.files)
    level = LEVELS[snippet.code]
    assert {finding.level for finding in findings if finding.code == snippet.code} == {level}
    assert {f.code for f in findings if f.level is Level.FOUT} - ADVISED <= {snippet.code}
    assert (rulebook is None) == (level is Level.FOUT and snippet.code not in ADVISED)


@pytest.mark.parametrize("snippet", RIGHT, ids=str)
def test_what_a_page_calls_right_gives_no_finding(snippet: Snippet) -> None:
    rulebook, findings = inspect(snippet.files)
    assert rulebook is not None
    assert [str(finding) for finding in findings] == []
