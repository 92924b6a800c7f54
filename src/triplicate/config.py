"""Configuration: the only reader of the environment. Options of the command line go before it."""

import os
from pathlib import Path

import msgspec


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """Where things are. `database_url` None means SQLite in the data directory."""

    data: Path
    database_url: str | None
    secret_file: Path
    public_url: str
    origins: dict[str, str]


def load(data: Path | None = None) -> Config:
    """The configuration from the environment, with `data` (an option) before `TRIPLICATE_DATA`."""
    origins = {}
    if data is not None:
        origins["data"] = "--data"
    else:
        data = Path(_read("data", "TRIPLICATE_DATA", origins) or ".triplicate")
    url = _read("database", "TRIPLICATE_DATABASE_URL", origins)
    secret = _read("secret", "TRIPLICATE_SECRET_FILE", origins)
    return Config(
        data=data.absolute(),
        database_url=url,
        secret_file=Path(secret).absolute() if secret else data.absolute() / "secret.key",
        public_url=(_read("public url", "TRIPLICATE_PUBLIC_URL", origins) or "").rstrip("/"),
        origins=origins,
    )


def _read(setting: str, variable: str, origins: dict[str, str]) -> str | None:
    value = os.environ.get(variable) or None
    if value is not None:
        origins[setting] = variable
    return value
