"""`triplicate import`: every input format, errors for bad documents, and the other documents imported all the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program_fixtures import Program, Result
from tests.dialects.axim.document.buyer_fixtures import COMPLETE
from tests.store.document_fixtures import axim_order, guid, marketiger_model, marketiger_order, oid, printags_order
from triplicate.demo import documents as samples

ANSWERS = {dialect: samples.vendor_sample(dialect) for dialect in samples.dialects()}
BARE = {
    "marketiger": ANSWERS["marketiger"]["data"]["order"],
    "printags": ANSWERS["printags"]["order"],
    "axim": ANSWERS["axim"]["data"],
}
dialects = pytest.mark.parametrize("dialect", samples.dialects())


def said(new: int = 0, updated: int = 0, stale: int = 0, unchanged: int = 0, refused: int = 0) -> str:
    return f"{new} new, {updated} updated, {stale} stale, {unchanged} unchanged, {refused} refused"


def lines(*documents: Any) -> bytes:
    return b"".join(json.dumps(document).encode() + b"\n" for document in documents)


def exported(program: Program, dialect: str, *more: str) -> list[Any]:
    return [json.loads(line) for line in program.succeeds("export", dialect, *more).output.splitlines()]


class Import:
    """Imports Marketiger documents from a file of the test's own."""

    def __init__(self, program: Program, account: str, directory: Path) -> None:
        self.file = directory / "orders.jsonl"
        self._program, self._account = program, account

    def __call__(self, content: bytes, *more: str, dialect: str = "marketiger") -> Result:
        self.file.write_bytes(content)
        return self._program("import", dialect, self.file, "--account", self._account, *more)


@pytest.fixture
def import_documents(program: Program, account: str, tmp_path: Path) -> Import:
    return Import(program, account, tmp_path)


@pytest.mark.slow
@dialects
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
    documents = [marketiger_order(n) for n in range(1, 30)]
    assert import_documents(lines(*documents)).text == said(new=29)
    assert exported(program, "marketiger") == documents


def test_lines_may_be_empty(import_documents: Import) -> None:
    assert import_documents(
        b"\n  \n" + lines(marketiger_order(1)) + b"\r\n\n" + lines(marketiger_order(2)) + b"\n\n"
    ).text == said(new=2)


def test_an_array_of_many(import_documents: Import) -> None:
    assert import_documents(json.dumps([marketiger_order(n) for n in range(1, 30)]).encode()).text == said(new=29)


@pytest.mark.parametrize("content", [b"", b"\n", b" \n\n ", b"\xef\xbb\xbf", b"[]"])
def test_nothing(import_documents: Import, content: bytes) -> None:
    result = import_documents(content)
    assert (result.status, result.text) == (0, said())


def test_from_a_pipe(program: Program, account: str) -> None:
    arguments = ("import", "printags", "-", "--account", account)
    assert program.succeeds(*arguments, stdin=lines(printags_order(1), ANSWERS["printags"])).text == said(new=2)
    assert program.succeeds(*arguments, stdin=json.dumps(printags_order(3), indent=1).encode()).text == said(new=1)


def test_from_several_files(program: Program, account: str, tmp_path: Path) -> None:
    for n in (1, 2):
        (tmp_path / f"{n}.json").write_bytes(json.dumps(axim_order(n, str(n)), indent=2).encode())
    files = [tmp_path / f"{n}.json" for n in (1, 2)]
    assert program.succeeds(
        "import", "axim", *files, "-", "--account", account, stdin=lines(axim_order(3, "3"))
    ).text == said(new=3)


def test_twice_changes_nothing(program: Program, import_documents: Import) -> None:
    content = lines(*(marketiger_order(n, orderModels=[marketiger_model(n)]) for n in range(1, 10)))
    import_documents(content)
    before = program.succeeds("export", "axim").output
    assert import_documents(content).text == said(unchanged=9)
    assert program.succeeds("export", "axim").output == before
    assert import_documents(content + content).text == said(unchanged=18)


def test_what_each_did_is_counted(import_documents: Import) -> None:
    first = marketiger_order(1, status=3, updated="2024-01-02T00:00:00Z")
    import_documents(lines(first))
    later = {**first, "status": 5, "updated": "2024-01-03T00:00:00Z"}
    earlier = {**first, "status": 1, "updated": "2024-01-01T00:00:00Z"}
    result = import_documents(lines(later, earlier, later, marketiger_order(2), {"id": "x"}))
    assert result.text == said(new=1, updated=1, stale=1, unchanged=1, refused=1)
    assert result.status == 1


def test_bad_documents_are_named_and_the_rest_goes_in(program: Program, import_documents: Import) -> None:
    good = [marketiger_order(n) for n in range(1, 7)]
    content = b"".join(
        (
            lines(good[0]),
            b'{"id": "00000000-0000-4000-8000-\n',
            lines(good[1]),
            b"not json at all\n",
            lines({**marketiger_order(9), "status": "one"}, good[2]),
            lines(
                {
                    **marketiger_order(9),
                    "orderModels": [marketiger_model(1), {**marketiger_model(2), "quantity": "many", "price": None}],
                },
                good[3],
            ),
            lines("text", 7, None, {}, good[4]),
            lines({"success": False, "error": {}}, {"success": True, "data": {}}),
            b'{"id": "a", "id": "b"}\n',
            b'{"a": 1e999}\n',
            b'{"a": NaN}\n',
            b'{"a": "\\u0000"}\n',
            b'{"a": "\\ud800"}\n',
            b'{"a": "\xff"}\n',
            b"[" * 100 + b"]" * 100 + b"\n",
            lines({**marketiger_order(9), "updated": "yesterday"}, good[5]),
        )
    )
    result = import_documents(content)
    assert result.status == 1
    assert exported(program, "marketiger") == good
    told = result.errors.splitlines()
    assert all(line.startswith(f"{import_documents.file}:") for line in told)
    by_line: dict[int, list[str]] = {}
    for line in told:
        number, _, rest = line.removeprefix(f"{import_documents.file}:").partition(": ")
        by_line.setdefault(int(number), []).append(rest)
    assert sorted(by_line) == [2, 4, 5, 7, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]
    assert result.text == said(new=6, refused=len(by_line))
    assert by_line[5] == ["$.status: must be a whole number"]
    assert {line.partition(":")[0] for line in by_line[7]} == {"$.orderModels[1].quantity", "$.orderModels[1].price"}
    assert by_line[14][0].startswith("$.success: ")
    assert by_line[15][0].startswith("$.data.order: ")
    assert by_line[23][0].startswith("$.updated: ")
    for rest in (rest for of in by_line.values() for rest in of):
        path, _, reason = rest.partition(": ")
        assert path.startswith("$")
        assert reason


def test_a_bad_first_line_does_not_swallow_the_others(program: Program, import_documents: Import) -> None:
    """A file whose first line was cut off is still one document a line."""
    for first in (b'{"id": "00000000-0000-4000-8000-\n', b"id;status;price\n", b'{"id": 1,\n'):
        result = import_documents(first + lines(marketiger_order(1), marketiger_order(2)))
        assert result.status == 1
        assert f"{import_documents.file}:1: $: " in result.errors
        assert len(exported(program, "marketiger")) == 2, first


def test_pretty_after_empty_lines(import_documents: Import) -> None:
    assert import_documents(b"\n\n" + json.dumps(marketiger_order(1), indent=2).encode()).text == said(new=1)


def test_a_bad_document_in_an_array_is_named_by_its_place(program: Program, import_documents: Import) -> None:
    result = import_documents(
        json.dumps([marketiger_order(1), marketiger_order(2, status="x"), [], marketiger_order(3)]).encode()
    )
    assert (result.status, result.text) == (1, said(new=2, refused=2))
    assert f"{import_documents.file}:1: $[1].status: " in result.errors
    assert f"{import_documents.file}:1: $[2]: " in result.errors


def test_a_place_inside_of_an_answer(import_documents: Import) -> None:
    answer = {"success": True, "data": {"order": marketiger_order(1, status="x")}}
    assert f"{import_documents.file}:1: $.data.order.status: " in import_documents(lines(answer)).errors


def test_a_document_that_is_too_large(program: Program, import_documents: Import) -> None:
    large = lines(marketiger_order(1, note="x" * (8 * 1024 * 1024)))
    result = import_documents(large + lines(marketiger_order(2)))
    assert (result.status, result.text) == (1, said(new=1, refused=1))
    assert f"{import_documents.file}:1: $: " in result.errors
    nearly = marketiger_order(3, note="x" * (8 * 1024 * 1024 - 2000))
    assert import_documents(lines(nearly)).text == said(new=1)
    assert len(program.succeeds("order", "show", guid(3), "--as", "marketiger").output) > 8_000_000


def test_files_that_cannot_be_read(program: Program, account: str, tmp_path: Path) -> None:
    good = tmp_path / "good.json"
    good.write_bytes(lines(marketiger_order(1)))
    result = program("import", "marketiger", tmp_path / "missing.json", tmp_path, good, "--account", account)
    assert (result.status, result.text) == (1, said(new=1, refused=2))
    assert f"{tmp_path / 'missing.json'}: No such file" in result.errors
    assert f"{tmp_path}: Is a directory" in result.errors


def test_another_accounts_order(program: Program, import_documents: Import) -> None:
    import_documents(lines(marketiger_order(1)))
    other = program.succeeds("account", "create", "Theirs").text
    result = program("import", "marketiger", import_documents.file, "--account", other)
    assert (result.status, result.text) == (1, said(refused=1))
    assert "$.id: " in result.errors
    assert "another account" in result.errors


def test_the_answer_of_our_own_export_in_another_dialect(program: Program, import_documents: Import) -> None:
    """All orders out through each dialect and in again: they are the same orders."""
    import_documents(lines(marketiger_order(1, orderModels=[marketiger_model(5)])))
    import_documents(lines(printags_order(2)), dialect="printags")
    import_documents(lines(axim_order(3, "77")), dialect="axim")
    for dialect in samples.dialects():
        content = program.succeeds("export", dialect).output
        result = import_documents(content, dialect=dialect)
        assert (result.status, result.text, result.errors) == (0, said(unchanged=3), ""), dialect
    assert exported(program, "marketiger")[0] == marketiger_order(1, orderModels=[marketiger_model(5)])


@pytest.mark.parametrize("count", [1, 450])
def test_a_dry_run_writes_nothing(program: Program, import_documents: Import, count: int) -> None:
    import_documents(lines(marketiger_order(1)))
    before = program.succeeds("export", "axim").output
    changed = marketiger_order(1, status=10, updated="2030-01-01T00:00:00Z")
    content = lines(changed, *(marketiger_order(n) for n in range(2, 2 + count)), {"id": "x"})
    dry = import_documents(content, "--dry-run")
    assert dry.text == "dry run, nothing written: " + said(new=count, updated=1, refused=1)
    assert dry.status == 1
    assert program.succeeds("export", "axim").output == before
    wet = import_documents(content)
    assert wet.text == said(new=count, updated=1, refused=1)
    assert wet.errors == dry.errors
    assert program.succeeds("order", "show", guid(2), "--as", "axim")


def test_messages_hold_no_control_characters(import_documents: Import) -> None:
    """What a document says must not speak to the terminal."""
    strange = "\x1b[31m\x07\r\x9b"
    result = import_documents(
        lines(
            marketiger_order(1, id=strange),
            marketiger_order(2, updated=strange),
            {**marketiger_order(3), "status": strange},
            {**marketiger_order(3), strange: "\x00"},
        )
        + b'{"\\u001b[2J": 1, "\\u001b[2J": 2}\n'
    )
    assert result.status == 1
    assert len(result.errors.splitlines()) == 5
    assert not [c for c in result.errors if c != "\n" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0)]


@dialects
def test_ids_of_the_wrong_form(program: Program, account: str, dialect: str) -> None:
    made = {"marketiger": marketiger_order(1), "printags": printags_order(1), "axim": axim_order(1, "5")}[dialect]
    ids: list[Any] = ["", "x", oid(1) + "0", guid(1)[:-1], "{" + guid(1) + "}", None, 7, []]
    bad = [{**made, "id": id} for id in ids]
    result = program("import", dialect, "-", "--account", account, stdin=lines(*bad))
    assert result.text == said(refused=len(bad))
    assert all(line.split(": ")[1] == "$.id" for line in result.errors.splitlines())


@pytest.mark.parametrize(("kind", "noun"), [("companies", "company"), ("customers", "customer")])
def test_companies_and_customers(import_documents: Import, kind: str, noun: str) -> None:
    content = lines({"success": True, "data": COMPLETE[noun]}, {**COMPLETE[noun], "id": "22"})
    result = import_documents(content, "--kind", kind, dialect="axim")
    assert (result.status, said(new=1, refused=1) in result.text) == (1, True)
    assert "orders.jsonl:2: $.id: '22' is not a 24-hex id" in result.errors
    again = import_documents(lines(COMPLETE[noun]), "--kind", kind, dialect="axim")
    assert (again.status, said(unchanged=1) in again.text) == (0, True)
    dry = import_documents(lines({**COMPLETE[noun], "id": oid(1)}), "--kind", kind, "--dry-run", dialect="axim")
    assert said(new=1) in dry.text


def test_a_dialect_without_documents_of_companies_says_so(import_documents: Import) -> None:
    result = import_documents(b"{}", "--kind", "companies", dialect="printags")
    assert result.status == 2
    assert "printags has no documents of companies" in result.errors
