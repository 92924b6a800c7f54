"""`triplicate export` and `order show`: the same documents that HTTP answers, byte for byte."""

import json
import stat
from pathlib import Path

import pytest

from tests.cli.program_fixtures import Program
from tests.conformance.operation_fixtures import order_url, signed_in
from tests.server.application_fixtures import asking
from tests.store.database_fixtures import Database, Databases, Kind
from tests.store.document_fixtures import guid, marketiger, oid, printags
from triplicate.core import ids
from triplicate.demo import data, documents
from triplicate.main import House

PUBLIC = "https://orders.example.com"
WITH_IMAGES = ids.derived_guid("demo", "order", "0")


@pytest.fixture
def house(database: Database, program: Program) -> House:
    """The demo's orders, in the database that the commands use."""
    program.set(TRIPLICATE_PUBLIC_URL=PUBLIC)
    made = House(database.config(public_url=PUBLIC))
    made.ready()
    data.prepare(made, orders=6)
    return made


def lines(program: Program, *words: str) -> list[dict]:
    return [json.loads(line) for line in program.well("export", *words).output.splitlines()]


@pytest.mark.parametrize("dialect", documents.DIALECTS)
def test_show_is_what_get_answers(program: Program, house: House, dialect: str) -> None:
    """Under every name of every order, with the secrets and without; signed links change with the minute."""
    made = data.credentials(house, PUBLIC)
    token = made[dialect]["token"]
    orders = [json.loads(line)["id"] for line in program.well("export", "printags").output.splitlines()]
    assert len(orders) == 9
    with asking(house.application(), "in process") as client:
        for order in orders:
            for attempt in range(3):
                id = ids.derived_oid("order", order) if dialect == "axim" else order
                printed = json.loads(program.well("order", "show", order, "--as", "axim").output)["data"]
                id = printed["id"] if dialect == "axim" else order
                reply = client.get(order_url(dialect, id), headers=signed_in(dialect, token))
                shown = [program.well("order", "show", one, "--as", dialect).output for one in (order, printed["id"])]
                if [reply.content] * 2 == shown:
                    break
                assert attempt < 2, "it differs, whatever the minute"
            assert reply.status_code == 200


def test_show_by_number(program: Program, house: House) -> None:
    entity = documents.vendors_own("axim")["data"]["entityId"]
    shown = program.well("order", "show", entity, "--as", "axim", "--account", documents.ACCOUNT)
    assert json.loads(shown.output) == documents.vendors_own("axim")
    assert program.well("order", "show", entity, "--as", "axim").output == shown.output


def test_an_account_by_any_spelling_of_its_id(program: Program, house: House) -> None:
    loud = documents.ACCOUNT.upper()
    assert program.well("order", "show", "100", "--as", "axim", "--account", loud).output
    assert len(lines(program, "axim", "--account", loud)) == 9


def test_show_without_secrets(program: Program, house: House) -> None:
    id = documents.vendors_own("printags")["order"]["id"]
    assert b"privateKey" in program.well("order", "show", id, "--as", "printags").output
    assert b"privateKey" not in program.well("order", "show", id, "--as", "printags", "--without-secrets").output


def test_what_cannot_be_shown(program: Program, house: House) -> None:
    id = documents.vendors_own("printags")["order"]["id"]
    for name in (guid(9), oid(9), "999999", "nonsense", "", "-", "\x00", "99999999999999999999"):
        assert name[:10].strip("\x00") in program.fails("order", "show", "--as", "axim", "--", name)
    program.fails("order", "show", id, "--as", "axim", "--account", documents.STRANGER_ACCOUNT)
    assert "nobody" in program.fails("order", "show", id, "--as", "nobody", status=2)
    program.fails("order", "show", id, status=2)


def test_export_round_trip(program: Program, house: House, databases: Databases, tmp_path: Path) -> None:
    """Out of one Triplicate and into another of the same kind: the documents are equal."""
    account = "aaaaaaaa-0000-4000-8000-000000000001"
    exports = {dialect: program.well("export", dialect, "--origin", dialect).output for dialect in documents.DIALECTS}
    assert all(len(content.splitlines()) == 3 for content in exports.values())
    kind: Kind = "sqlite" if house.config.database_url is None else "postgresql"
    with databases.fresh(kind, tmp_path / "other") as other:
        program.set(**other.environment())
        program.well("account", "create", "Other", "--id", account)
        for dialect, content in exports.items():
            assert program.well("import", dialect, "-", "--account", account, stdin=content).words.startswith("3 new, ")
        for dialect, content in exports.items():
            again = program.well("export", dialect, "--origin", dialect).output
            assert [json.loads(line) for line in again.splitlines()] == [
                json.loads(line) for line in content.splitlines()
            ]


def test_the_samples_come_out_as_they_went_in(program: Program, house: House) -> None:
    assert documents.vendors_own("marketiger")["data"]["order"] in lines(
        program, "marketiger", "--origin", "marketiger"
    )
    assert documents.vendors_own("printags")["order"] in lines(program, "printags", "--origin", "printags")
    assert documents.vendors_own("axim")["data"] in lines(program, "axim", "--origin", "axim")


def test_stored_files_are_named_by_their_ids(program: Program, house: House) -> None:
    (order,) = [one for one in lines(program, "marketiger") if one["id"] == WITH_IMAGES]
    names = {file for file, _ in documents.thumbnails()}
    assert {model["imageUrl"] for model in order["orderModels"]} <= names


def test_every_order_in_every_dialect(program: Program, house: House) -> None:
    found = {dialect: lines(program, dialect) for dialect in documents.DIALECTS}
    assert [len(of) for of in found.values()] == [9, 9, 9]
    assert [one["id"] for one in found["marketiger"]] == [one["id"] for one in found["printags"]]


def test_only_one_account(program: Program, house: House) -> None:
    program.well(
        "import", "marketiger", "-", "--account", documents.STRANGER_ACCOUNT, stdin=json.dumps(marketiger(1)).encode()
    )
    assert len(lines(program, "axim")) == 10
    assert len(lines(program, "axim", "--account", documents.ACCOUNT)) == 9
    assert [one["id"] for one in lines(program, "marketiger", "--account", documents.STRANGER_ACCOUNT)] == [guid(1)]


def test_an_unknown_account_is_a_mistake(program: Program, house: House) -> None:
    assert guid(9) in program.fails("export", "axim", "--account", guid(9))


def test_an_unknown_origin_is_a_mistake(program: Program, house: House) -> None:
    program.fails("export", "axim", "--origin", "nobody", status=2)


def test_without_secrets(program: Program, house: House) -> None:
    assert b"privateKey" in program.well("export", "printags").output
    assert b"privateKey" not in program.well("export", "printags", "--without-secrets").output


def test_into_a_file_that_only_its_owner_reads(program: Program, house: House, tmp_path: Path) -> None:
    file = tmp_path / "orders.jsonl"
    file.write_text("before")
    file.chmod(0o644)
    assert program.well("export", "printags", "--output", str(file)).output == b""
    assert file.read_bytes() == program.well("export", "printags").output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_into_a_file_that_cannot_be_written(program: Program, house: House, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "no" / "such" / "directory", Path("/dev/null/x")):
        assert str(place) in program.fails("export", "printags", "-o", str(place))


def test_pages_are_put_together(program: Program, account: str) -> None:
    """More orders than one page holds."""
    content = b"".join(json.dumps(printags(n)).encode() + b"\n" for n in range(1, 1202))
    program.well("import", "printags", "-", "--account", account, stdin=content)
    found = [json.loads(line)["id"] for line in program.well("export", "marketiger").output.splitlines()]
    assert found == [guid(n) for n in range(1, 1202)]


def test_a_total_that_does_not_add_up_is_noted(program: Program, account: str) -> None:
    """The note goes to standard error: standard output is the document and nothing else."""
    document = {**documents.vendors_own("axim")["data"], "total": 950.25}
    program.well("import", "axim", "-", "--account", account, stdin=json.dumps(document).encode())
    result = program("order", "show", document["id"], "--as", "axim")
    assert json.loads(result.output)["data"] == document
    assert "differs from the sum of its parts by 50.25 USD" in result.errors
