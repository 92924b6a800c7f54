"""Writes what the documentation takes from the code: a page for each dialect, the coverage table of the README, and the
diagrams and tables of the lifecycle.

Run `.venv/bin/python docs/generate.py` after a change of a dialect's operations or fields, or of the tables of the
lifecycle. With `--check` nothing is written: the exit status is 1, and the differences are printed, when a page is not
what the code says.
"""

import difflib
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import diagrams

from triplicate.api.dialect import Dialect
from triplicate.api.operation import AnyOperation
from triplicate.core.documents.codec import FieldCoverage
from triplicate.discovery import load_dialects

ROOT = Path(__file__).resolve().parents[1]
MOST_NAMED = 6
CLASSES = {
    "exact": "says what the order says",
    "derived": "follows from the order by the rule in the note",
    "kept": "is shown word for word as the imported document had it",
    "fixed": "always has the same value",
    "absent": "has nothing to say, since the order has no such thing",
    "dropped": "is not shown, for the reason in the note",
}
_PAGE = """\
# {title}: what is covered

<!-- Written by docs/generate.py from src/triplicate/dialects/{name}: change the code, not this page. -->

What the vendor's API is, and what we chose where it is silent, stands on
[the dialect's own page](../../src/triplicate/dialects/{name}/README.md). A running Triplicate describes these
operations as OpenAPI 3.1 under `/openapi/{name}.json`.

## Operations

Callers sign in with the header {sign_in}.

Paths that start with {prefixes}
answer in this dialect's envelope, also where nothing is served.

{operations}
## Members

{count} members: {classes}. A member that is

{legend}

Where an order has nothing for a member, null is printed where the vendor documents null, else the empty value of the
member's type. A document that was imported in this dialect comes back in its own words until the order changes.

{members}{buyers}"""
_BUYERS = """
## Members of {noun}

{count} members: {classes}.

{members}"""


def main() -> int:
    """Writes the pages, or with `--check` says which are stale; the exit status."""
    stale = {path: text for path, text in pages().items() if _present(path) != text}
    if "--check" not in sys.argv[1:]:
        for path, text in stale.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
        return 0
    print(differences(), end="")
    return 1 if stale else 0


def differences() -> str:
    """How the pages would change if they were written now; empty when they are current."""
    lines: list[str] = []
    for path, text in pages().items():
        name = str(path.relative_to(ROOT))
        present = _present(path).splitlines(keepends=True)
        lines += difflib.unified_diff(present, text.splitlines(keepends=True), name, f"{name}, as it should be")
    return "".join(lines)


def pages() -> dict[Path, str]:
    """Every generated page and its text."""
    served = sorted(load_dialects(), key=lambda dialect: dialect.title)
    made = {ROOT / "docs" / "dialects" / f"{dialect.name}.md": _page(dialect) for dialect in served}
    gone = {path: "" for path in (ROOT / "docs" / "dialects").glob("*.md") if path not in made}
    if gone:
        raise SystemExit(f"no dialect has these pages, delete them: {', '.join(str(path) for path in gone)}")
    written = {"README.md": {"coverage": _coverage(served)}, "docs/lifecycle.md": _lifecycle()}
    return {**{ROOT / name: _filled(name, parts) for name, parts in written.items()}, **made}


def _present(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _filled(name: str, parts: dict[str, str]) -> str:
    """The page with these parts between the comments that name them."""
    text = _present(ROOT / name)
    for part, content in parts.items():
        before, begin, rest = text.partition(f"<!-- {part} -->")
        _, end, after = rest.partition(f"<!-- /{part} -->")
        if not begin or not end:
            raise SystemExit(f"{name} has no place for what is written: <!-- {part} --> and <!-- /{part} -->")
        text = f"{before}{begin}\n\n{content}\n{end}{after}"
    return text


def _lifecycle() -> dict[str, str]:
    return {
        "steps": _table(diagrams.STEPS_HEAD, diagrams.steps()),
        "progress": diagrams.progress(),
        "payment": diagrams.payment(),
        "endings": diagrams.endings(),
        "rules": _table(diagrams.RULES_HEAD, diagrams.rules()),
        "obstacles": _table(diagrams.OBSTACLES_HEAD, diagrams.obstacles()),
    }


def _coverage(served: list[Dialect]) -> str:
    rows = [
        (
            f"[{dialect.title}](docs/dialects/{dialect.name}.md)",
            _served(dialect),
            f"{len(dialect.codec.fields)}: {_classes(dialect.codec.fields)}",
        )
        for dialect in served
    ]
    return _table(("dialect", "operations", "members of its order"), rows)


def _served(dialect: Dialect) -> str:
    """The operations by name where they are few, else how many there are and under which paths."""
    if len(dialect.operations) <= MOST_NAMED:
        return "<br>".join(f"{_named(op)}: {_requests(op)}" for op in dialect.operations)
    return f"{len(dialect.operations)}, under {', '.join(f'`/{prefix}`' for prefix in dialect.prefixes)}"


def _page(dialect: Dialect) -> str:
    name, scheme = dialect.name, dialect.security.scheme
    sign_in = f"`{scheme['name']}: TOKEN`" if "name" in scheme else f"`Authorization: {scheme['scheme'].title()} TOKEN`"
    prefixes = ", ".join(f"`/{prefix}`" for prefix in dialect.prefixes)
    return _PAGE.format(
        title=dialect.title,
        name=name,
        sign_in=sign_in,
        prefixes=prefixes,
        operations=_table(
            ("operation", "what it does", "request", "parameters", "statuses"),
            [
                (
                    _named(op),
                    op.summary,
                    _requests(op),
                    _parameters(op),
                    ", ".join(map(str, op.statuses)),
                )
                for op in dialect.operations
            ],
        ),
        count=len(dialect.codec.fields),
        classes=_classes(dialect.codec.fields),
        legend="\n".join(f"- **{word}** {meaning}" for word, meaning in CLASSES.items() if word in _count(dialect)),
        members=_members(dialect.codec.fields),
        buyers="".join(_buyers(noun, fields) for noun, fields in _buyer_fields(dialect).items()),
    )


def _buyer_fields(dialect: Dialect) -> dict[str, FieldCoverage]:
    """The fields of the documents of companies and customers that the dialect has."""
    codecs = {"companies": dialect.company_codec, "customers": dialect.customer_codec}
    return {noun: codec.fields for noun, codec in codecs.items() if codec is not None}


def _buyers(noun: str, fields: FieldCoverage) -> str:
    return _BUYERS.format(noun=noun, count=len(fields), classes=_classes(fields), members=_members(fields))


def _members(fields: FieldCoverage) -> str:
    rows = [(f"`{path}`", *_split(text)) for path, text in fields.items()]
    return _table(("member", "class", "note"), rows)


def _named(op: AnyOperation) -> str:
    return f"[{op.name}]({op.source})" if op.source else f"`{op.name}`"


def _requests(op: AnyOperation) -> str:
    return "<br>".join(f"`{op.method} {path}`" for path in op.paths)


def _parameters(op: AnyOperation) -> str:
    names = op.parameters.__struct_fields__
    return ", ".join(f"`{name}` ({'path' if '{' + name + '}' in op.paths[0] else 'query'})" for name in names)


def _split(text: str) -> tuple[str, str]:
    word, _, note = text.partition(": ")
    return word, note


def _count(dialect: Dialect) -> Counter[str]:
    """How many members have which class, those of companies and customers too."""
    coverages = [dialect.codec.fields, *_buyer_fields(dialect).values()]
    return Counter(_split(text)[0] for fields in coverages for text in fields.values())


def _classes(fields: FieldCoverage) -> str:
    count = Counter(_split(text)[0] for text in fields.values())
    if unknown := set(count) - set(CLASSES):
        raise SystemExit(f"a member has a class that docs/generate.py does not know: {unknown}")
    return ", ".join(f"{count[word]} {word}" for word in CLASSES if count[word])


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
