"""`triplicate import`: every input format, errors for bad documents, and the other documents imported all the same."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program_fixtures import Program, Result
from tests.conformance import numbered_documents
from tests.conformance.registry import CONFORMANCES
from tests.store.document_fixtures import guid, native_lines, native_order, oid
from tests.strategies.documents import CODECS, DIALECTS, in_envelope, without_envelope
from triplicate.demo import documents as samples

ANSWERS = {dialect: samples.vendor_sample(dialect) for dialect in samples.dialects()}
BARE = {dialect: without_envelope(dialect, reply) for dialect, reply in ANSWERS.items()}


def said(new: int = 0, updated: int = 0, stale: int = 0, unchanged: int = 0, refused: int = 0) -> str:
    return f"{new} new, {updated} updated, {stale} stale, {unchanged} unchanged, {refused} refused"


def lines(*documents: Any) -> bytes:
    return b"".join(json.dumps(document).encode() + b"\n" for document in documents)


def exported(program: Program, dialect: str, *more: str) -> list[Any]:
    return [json.loads(line) for line in program.succeeds("export", dialect, *more).output.splitlines()]


class Import:
    """Imports native documents from a file of the test's own."""

    def __init__(self, program: Program, account: str, directory: Path) -> None:
        self.file = directory / "orders.jsonl"
        self._program, self._account = program, account

    def __call__(self, content: bytes, *more: str, dialect: str = "native") -> Result:
        self.file.write_bytes(content)
        return self._program("import", dialect, self.file, "--account", self._account, *more)


@pytest.fixture
def import_documents(program: Program, account: str, tmp_path: Path) -> Import:
    return Import(program, account, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("dialect", samples.dialects())
@pytest.mark.parametrize(
    "form", ["compact", "pretty", "array", "pretty array", "BOM", "BOM and pretty", "CRLF", "no end"]
)
@pytest.mark.parametrize("what", ["the order", "the whole answer"])
def test_a_document_in_every_form(
    program: Program, import_documents: Import, dialect: str, form: str, what: str
) -> None:
    document = BARE[dialect] if what == "the order" else ANSWERS[dialect]
    compact, pretty = json.dumps(document).encode(), json.dumps(document, indent=2, ensure_ascii=False).encode()
    content = {
        "compact": compact + b"\n",
        "pretty": pretty + b"\n",
        "array": b"[" + compact + b"]",
        "pretty array": json.dumps([document], indent="\t").encode(),
        "BOM": b"\xef\xbb\xbf" + compact + b"\n",
        "BOM and pretty": b"\xef\xbb\xbf" + pretty,
        "CRLF": pretty.replace(b"\n", b"\r\n"),
        "no end": compact,
    }[form]
    result = import_documents(content, dialect=dialect)
    assert (result.status, result.text, result.errors) == (0, said(new=1), "")
    assert exported(program, dialect) == [BARE[dialect]]


def test_json_lines(program: Program, import_documents: Import) -> None:
    documents = [native_order(n) for n in range(1, 30)]
    assert import_documents(lines(*documents)).text == said(new=29)
    assert exported(program, "native") == documents


def test_lines_may_be_empty(import_documents: Import) -> None:
    assert import_documents(
        b"\n  \n" + lines(native_order(1)) + b"\r\n\n" + lines(native_order(2)) + b"\n\n"
    ).text == said(new=2)


def test_an_array_of_many(import_documents: Import) -> None:
    assert import_documents(json.dumps([native_order(n) for n in range(1, 30)]).encode()).text == said(new=29)


@pytest.mark.parametrize("content", [b"", b"\n", b" \n\n ", b"\xef\xbb\xbf", b"[]"])
def test_nothing(import_documents: Import, content: bytes) -> None:
    result = import_documents(content)
    assert (result.status, result.text) == (0, said())


def test_from_a_pipe(program: Program, account: str) -> None:
    arguments = ("import", "native", "-", "--account", account)
    assert program.succeeds(*arguments, stdin=lines(native_order(1), native_order(2))).text == said(new=2)
    assert program.succeeds(*arguments, stdin=json.dumps(native_order(3), indent=1).encode()).text == said(new=1)


@pytest.mark.parametrize("dialect", samples.dialects())
def test_documents_and_whole_answers_from_a_pipe(program: Program, account: str, dialect: str) -> None:
    content = lines(numbered_documents.complete(dialect, 1), ANSWERS[dialect])
    assert program.succeeds("import", dialect, "-", "--account", account, stdin=content).text == said(new=2)


def test_from_several_files(program: Program, account: str, tmp_path: Path) -> None:
    for n in (1, 2):
        (tmp_path / f"{n}.json").write_bytes(json.dumps(native_order(n), indent=2).encode())
    files = [tmp_path / f"{n}.json" for n in (1, 2)]
    assert program.succeeds(
        "import", "native", *files, "-", "--account", account, stdin=lines(native_order(3))
    ).text == said(new=3)


def test_twice_changes_nothing(program: Program, import_documents: Import) -> None:
    content = lines(*(native_order(n, lines=native_lines(n)) for n in range(1, 10)))
    import_documents(content)
    before = program.succeeds("export", "native").output
    assert import_documents(content).text == said(unchanged=9)
    assert program.succeeds("export", "native").output == before
    assert import_documents(content + content).text == said(unchanged=18)


def test_what_each_did_is_counted(import_documents: Import) -> None:
    first = native_order(1, step="in_queue", updated_at="2024-01-02T00:00:00Z")
    import_documents(lines(first))
    later = {**first, "step": "processing", "updated_at": "2024-01-03T00:00:00Z"}
    earlier = {**first, "step": "created", "updated_at": "2024-01-01T00:00:00Z"}
    result = import_documents(lines(later, earlier, later, native_order(2), {"id": "x"}))
    assert result.text == said(new=1, updated=1, stale=1, unchanged=1, refused=1)
    assert result.status == 1


def test_bad_documents_are_named_and_the_rest_goes_in(program: Program, import_documents: Import) -> None:
    good = [native_order(n) for n in range(1, 7)]
    content = b"".join(
        (
            lines(good[0]),
            b'{"id": "00000000-0000-4000-8000-\n',
            lines(good[1]),
            b"not json at all\n",
            lines({**native_order(9), "number": "one"}, good[2]),
            lines(
                native_order(9, lines=[{"quantity": 1}, {"quantity": "many", "name": 7}]),
                good[3],
            ),
            lines("text", 7, None, {}, good[4]),
            b'{"id": "a", "id": "b"}\n',
            b'{"a": 1e999}\n',
            b'{"a": NaN}\n',
            b'{"a": "\\u0000"}\n',
            b'{"a": "\\ud800"}\n',
            b'{"a": "\xff"}\n',
            b"[" * 100 + b"]" * 100 + b"\n",
            lines({**native_order(9), "updated_at": "yesterday"}, good[5]),
        )
    )
    result = import_documents(content)
    assert result.status == 1
    assert exported(program, "native") == good
    messages = result.errors.splitlines()
    assert all(line.startswith(f"{import_documents.file}:") for line in messages)
    by_line: dict[int, list[str]] = {}
    for line in messages:
        number, _, rest = line.removeprefix(f"{import_documents.file}:").partition(": ")
        by_line.setdefault(int(number), []).append(rest)
    assert sorted(by_line) == [2, 4, 5, 7, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21]
    assert result.text == said(new=6, refused=len(by_line))
    assert by_line[5] == ["$.number: must be a whole number or null"]
    assert {line.partition(":")[0] for line in by_line[7]} == {"$.lines[1].quantity", "$.lines[1].name"}
    assert by_line[21][0].startswith("$.updated_at: ")
    for rest in (rest for of in by_line.values() for rest in of):
        path, _, reason = rest.partition(": ")
        assert path.startswith("$")
        assert reason


def test_a_bad_first_line_does_not_swallow_the_others(program: Program, import_documents: Import) -> None:
    """A file whose first line was cut off is still one document a line."""
    for first in (b'{"id": "00000000-0000-4000-8000-\n', b"id;status;price\n", b'{"id": 1,\n'):
        result = import_documents(first + lines(native_order(1), native_order(2)))
        assert result.status == 1
        assert f"{import_documents.file}:1: $: " in result.errors
        assert len(exported(program, "native")) == 2, first


def test_pretty_after_empty_lines(import_documents: Import) -> None:
    assert import_documents(b"\n\n" + json.dumps(native_order(1), indent=2).encode()).text == said(new=1)


def test_a_bad_document_in_an_array_is_named_by_its_place(program: Program, import_documents: Import) -> None:
    result = import_documents(json.dumps([native_order(1), native_order(2, number="x"), [], native_order(3)]).encode())
    assert (result.status, result.text) == (1, said(new=2, refused=2))
    assert f"{import_documents.file}:1: $[1].number: " in result.errors
    assert f"{import_documents.file}:1: $[2]: " in result.errors


@pytest.mark.parametrize("dialect", [name for name, codec in CODECS.items() if codec.envelope])
def test_a_place_inside_of_an_answer(import_documents: Import, dialect: str) -> None:
    (members, path), *_ = CONFORMANCES[dialect].invalid
    *outer, last = CODECS[dialect].envelope
    empty: dict[str, Any] = {}
    for name in reversed(outer):
        empty = {name: empty}
    content = lines(
        in_envelope(dialect, numbered_documents.complete(dialect, 1, **members)),
        {"success": False, "error": {}},
        {"success": True, **empty},
    )
    errors = import_documents(content, dialect=dialect).errors
    assert f"{import_documents.file}:1: {CONFORMANCES[dialect].path}.{path}: " in errors
    assert f"{import_documents.file}:2: $.success: " in errors
    assert f"{import_documents.file}:3: {CONFORMANCES[dialect].path}: " in errors
    assert CONFORMANCES[dialect].path.endswith(f".{last}")


def test_a_document_that_is_too_large(program: Program, import_documents: Import) -> None:
    large = lines(native_order(1, note="x" * (8 * 1024 * 1024)))
    result = import_documents(large + lines(native_order(2)))
    assert (result.status, result.text) == (1, said(new=1, refused=1))
    assert f"{import_documents.file}:1: $: " in result.errors
    nearly = native_order(3, note="x" * (8 * 1024 * 1024 - 2000))
    assert import_documents(lines(nearly)).text == said(new=1)
    assert len(program.succeeds("order", "show", guid(3), "--as", "native").output) > 8_000_000


def test_files_that_cannot_be_read(program: Program, account: str, tmp_path: Path) -> None:
    good = tmp_path / "good.json"
    good.write_bytes(lines(native_order(1)))
    result = program("import", "native", tmp_path / "missing.json", tmp_path, good, "--account", account)
    assert (result.status, result.text) == (1, said(new=1, refused=2))
    assert f"{tmp_path / 'missing.json'}: No such file" in result.errors
    assert f"{tmp_path}: Is a directory" in result.errors


def test_another_accounts_order(program: Program, import_documents: Import) -> None:
    import_documents(lines(native_order(1)))
    other = program.succeeds("account", "create", "Theirs").text
    result = program("import", "native", import_documents.file, "--account", other)
    assert (result.status, result.text) == (1, said(refused=1))
    assert "$.id: " in result.errors
    assert "another account" in result.errors


def test_the_answer_of_our_own_export_in_another_dialect(program: Program, import_documents: Import) -> None:
    """All orders out through each dialect and in again: they are the same orders."""
    documents = {dialect: numbered_documents.complete(dialect, n) for n, dialect in enumerate(DIALECTS, 1)}
    for dialect, document in documents.items():
        import_documents(lines(document), dialect=dialect)
    for dialect in DIALECTS:
        content = program.succeeds("export", dialect).output
        result = import_documents(content, dialect=dialect)
        assert (result.status, result.text, result.errors) == (0, said(unchanged=len(documents)), ""), dialect
    for dialect, document in documents.items():
        assert document in exported(program, dialect)


@pytest.mark.parametrize("count", [1, pytest.param(450, marks=pytest.mark.slow)])
def test_a_dry_run_writes_nothing(program: Program, import_documents: Import, count: int) -> None:
    import_documents(lines(native_order(1)))
    before = program.succeeds("export", "native").output
    changed = native_order(1, step="shipped", updated_at="2030-01-01T00:00:00Z")
    content = lines(changed, *(native_order(n) for n in range(2, 2 + count)), {"id": "x"})
    dry = import_documents(content, "--dry-run")
    assert dry.text == "dry run, nothing written: " + said(new=count, updated=1, refused=1)
    assert dry.status == 1
    assert program.succeeds("export", "native").output == before
    wet = import_documents(content)
    assert wet.text == said(new=count, updated=1, refused=1)
    assert wet.errors == dry.errors
    assert program.succeeds("order", "show", guid(2), "--as", "native")


def test_messages_hold_no_control_characters(import_documents: Import) -> None:
    """What a document says must not speak to the terminal."""
    strange = "\x1b[31m\x07\r\x9b"
    result = import_documents(
        lines(
            native_order(1, id=strange),
            native_order(2, updated_at=strange),
            {**native_order(3), "number": strange},
            {**native_order(3), strange: "\x00"},
        )
        + b'{"\\u001b[2J": 1, "\\u001b[2J": 2}\n'
    )
    assert result.status == 1
    assert len(result.errors.splitlines()) == 5
    assert not [c for c in result.errors if c != "\n" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0)]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_ids_of_the_wrong_form(program: Program, account: str, dialect: str) -> None:
    document = numbered_documents.complete(dialect, 1)
    ids: list[Any] = ["", "x", oid(1) + "0", guid(1)[:-1], "{" + guid(1) + "}", None, 7, []]
    invalid = [{**document, "id": id} for id in ids]
    result = program("import", dialect, "-", "--account", account, stdin=lines(*invalid))
    assert result.text == said(refused=len(invalid))
    assert all(line.split(": ")[1] == "$.id" for line in result.errors.splitlines())


@pytest.mark.parametrize(("dialect", "noun"), [(name, noun) for name, of in CONFORMANCES.items() for noun in of.buyers])
def test_companies_and_customers(import_documents: Import, dialect: str, noun: str) -> None:
    document = CONFORMANCES[dialect].buyers[noun]
    kind = {"company": "companies", "customer": "customers"}[noun]
    content = lines(in_envelope(dialect, document), {**document, "id": "22"})
    result = import_documents(content, "--kind", kind, dialect=dialect)
    assert (result.status, said(new=1, refused=1) in result.text) == (1, True)
    assert "orders.jsonl:2: $.id: '22' is not a " in result.errors
    again = import_documents(lines(document), "--kind", kind, dialect=dialect)
    assert (again.status, said(unchanged=1) in again.text) == (0, True)
    other = {**document, "id": oid(1) if CONFORMANCES[dialect].id_kind == "oid" else guid(1)}
    dry = import_documents(lines(other), "--kind", kind, "--dry-run", dialect=dialect)
    assert said(new=1) in dry.text


@pytest.mark.parametrize("dialect", [name for name, of in CONFORMANCES.items() if not of.buyers])
def test_a_dialect_without_documents_of_companies_says_so(import_documents: Import, dialect: str) -> None:
    result = import_documents(b"{}", "--kind", "companies", dialect=dialect)
    assert result.status == 2
    assert f"{dialect} has no documents of companies" in result.errors


def test_where_no_process_can_be_started(program: Program, account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, and nothing stored: more documents than this process parses itself."""
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    content = lines(*(native_order(n) for n in range(1, 300)))
    assert "cannot start a child process" in program.fails("import", "native", "-", "--account", account, stdin=content)
    assert exported(program, "native") == []
