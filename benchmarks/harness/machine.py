"""Where and with what a run was made: its numbers mean nothing elsewhere."""

import os
import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "triplicate",
    "uvicorn",
    "uvloop",
    "httptools",
    "fastapi",
    "pydantic",
    "sqlalchemy",
    "aiosqlite",
    "psycopg",
)


def machine() -> dict[str, object]:
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "packages": {name: installed for name in PACKAGES if (installed := package(name))},
    }


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def package(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
