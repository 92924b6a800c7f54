"""`doctor` and the setting of where files lie: in the data directory, or in a bucket."""

import sys
from pathlib import Path

import pytest

from tests.blobs.s3_fixtures import S3Server
from tests.cli.program_fixtures import Program
from tests.store.database_fixtures import Database
from triplicate import main

USABLE = "files usable: stored, read and deleted"


def test_doctor_checks_the_files(program: Program, account: str, database: Database, s3_server: S3Server) -> None:
    assert "files usable: none yet" in program.succeeds("doctor").text
    (database.data / "files").mkdir(0o700)
    assert USABLE in program.succeeds("doctor").text
    assert [path for path in (database.data / "files").rglob("*") if path.is_file()] == []
    bucket = s3_server.new_bucket()
    program.set(TRIPLICATE_FILES=f"s3://{bucket}/prefix/", **s3_server.environment())
    output = program.succeeds("doctor").text
    assert f"files: s3://{bucket}/prefix (TRIPLICATE_FILES)" in output
    assert USABLE in output


def test_doctor_says_why_a_bucket_cannot_be_used(program: Program, account: str, s3_server: S3Server) -> None:
    program.set(TRIPLICATE_FILES="s3://missing-bucket", **s3_server.environment())
    result = program("doctor")
    assert result.status == 1
    assert "files usable: NO: " in result.text
    assert s3_server.environment()["AWS_SECRET_ACCESS_KEY"] not in result.text


@pytest.mark.parametrize("value", ["bucket", "/srv/files", "gs://bucket", "s3://", "s3://B", "s3://bucket/a b"])
def test_files_lie_in_the_data_directory_or_in_a_bucket(program: Program, value: str) -> None:
    program.set(TRIPLICATE_FILES=value)
    assert "TRIPLICATE_FILES must be like s3://bucket" in program.fails("doctor")


def test_a_bucket_needs_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "triplicate.blobs.bucket", None)
    with pytest.raises(main.NotReady, match=r"install triplicate\[bucket\]"):
        main.open_bucket("s3://bucket", tmp_path)
