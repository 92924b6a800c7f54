"""Configuration: the only reader of environment variables. Command-line options take precedence."""

import os
import re
import sys
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

import msgspec

from triplicate.server import limits

IDEMPOTENCY_HOURS = 24
MAX_HOURS = 24 * 31
MAX_PORT = 65_535
MOST_SECONDS = 3600
MOST_CONNECTIONS = 1_000_000
COPY_CACHE_MIB = 16
MOST_MIB = 65_536
FILE_QUOTA_MIB = 10 * 1024
MOST_QUOTA_MIB = 100_000_000
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[!-~]*)?")


class InvalidSetting(Exception):
    """A setting is invalid or missing; the message says what it must be."""


class NotReady(Exception):
    """The database, keys or files are not usable; the message says what to do."""


class Address(NamedTuple):
    """Where to listen."""

    host: str
    port: int


LogStyle = Literal["text", "json"]
"""How log lines are written: for people, or one JSON object a line."""
MetricsSetting = Literal["off", "local", "public"] | Address
"""Who may read the metrics: nobody, callers on this machine, everybody, or who reaches another address."""


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """The configuration. `database_url` None means SQLite in the data directory, `bucket_url` None files in it.

    Responses to requests with an idempotency key are stored for `idempotency_hours`. With `serve_jobs`, each server
    process also runs jobs. `origins` says where each setting
    comes from.
    """

    data: Path
    database_url: str | None
    secret_file: Path
    public_url: str
    idempotency_hours: int = IDEMPOTENCY_HOURS
    keep_alive_seconds: int = limits.KEEP_ALIVE_S
    max_connections: int | None = None
    metrics: MetricsSetting = "off"
    log_style: LogStyle = "text"
    access_log: bool = False
    sends_traces: bool = False
    serve_jobs: bool = True
    copy_cache_mib: int = COPY_CACHE_MIB
    bucket_url: str | None = None
    file_quota_mib: int = FILE_QUOTA_MIB
    origins: dict[str, str]

    @property
    def sqlite_file(self) -> Path:
        """The database file, unless there is a `database_url`."""
        return self.data / "triplicate.db"

    @property
    def metrics_directory(self) -> Path:
        """Where the server processes of one supervisor share their metrics."""
        return self.data / "metrics"


def load(data: Path | None = None, access_log: bool = False) -> Config:
    """The configuration from the environment; raises InvalidSetting.

    `data` takes precedence over `TRIPLICATE_DATA`; `access_log` turns on what `TRIPLICATE_ACCESS_LOG` turns on.
    """
    origins = {}
    if data is not None:
        origins["data"] = "--data"
    else:
        data = Path(_read_variable("data", "TRIPLICATE_DATA", origins) or ".triplicate")
    url = _read_variable("database", "TRIPLICATE_DATABASE_URL", origins)
    secret = _read_variable("secret", "TRIPLICATE_SECRET_FILE", origins)
    return Config(
        data=data.absolute(),
        database_url=url,
        secret_file=Path(secret).absolute() if secret else data.absolute() / "secret.key",
        idempotency_hours=_parse_hours(_read_variable("idempotency hours", "TRIPLICATE_IDEMPOTENCY_HOURS", origins)),
        keep_alive_seconds=_whole_number("TRIPLICATE_KEEP_ALIVE_SECONDS", MOST_SECONDS, limits.KEEP_ALIVE_S, origins),
        max_connections=_whole_number("TRIPLICATE_MAX_CONNECTIONS", MOST_CONNECTIONS, None, origins),
        file_quota_mib=_whole_number("TRIPLICATE_FILE_QUOTA_MIB", MOST_QUOTA_MIB, FILE_QUOTA_MIB, origins),
        bucket_url=_parse_bucket(_read_variable("files", "TRIPLICATE_FILES", origins)),
        serve_jobs=_parse_switch("TRIPLICATE_SERVE_JOBS", True, origins),
        copy_cache_mib=_whole_number("TRIPLICATE_COPY_CACHE_MIB", MOST_MIB, COPY_CACHE_MIB, origins, least=0),
        metrics=_parse_metrics(_read_variable("metrics", "TRIPLICATE_METRICS", origins)),
        log_style=_parse_log_style(_read_variable("log", "TRIPLICATE_LOG", origins)),
        access_log=access_log or _parse_switch("TRIPLICATE_ACCESS_LOG", False, origins),
        sends_traces=_parse_traces(),
        public_url=(_read_variable("public url", "TRIPLICATE_PUBLIC_URL", origins) or "").rstrip("/"),
        origins=origins,
    )


def hand_on(config: Config) -> None:
    """Has server processes that this one starts find what options have set."""
    os.environ["TRIPLICATE_DATA"] = str(config.data)
    os.environ["TRIPLICATE_ACCESS_LOG"] = "on" if config.access_log else "off"


def child_environment() -> dict[str, str]:
    """What an interpreter that is started as a child needs of the environment to load its libraries, and no more."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}


class Server(NamedTuple):
    """A running Triplicate server that commands use, and their token."""

    url: str
    token: str

    def __repr__(self) -> str:
        return f"Server({self.url!r})"


def server(url: str | None, token: str | None) -> Server | None:
    """The server given by the options, or else by the environment; None without either. Raises InvalidSetting."""
    url = url or _read_variable("url", "TRIPLICATE_URL", {})
    token = token or _read_variable("token", "TRIPLICATE_TOKEN", {})
    if url is None:
        return None
    if token is None:
        raise InvalidSetting(f"{url} requires a token: set TRIPLICATE_TOKEN, or pass --token")
    return Server(url, token)


def default_connections() -> int:
    """How many connections a process may hold open: what its descriptors allow beside files and the database."""
    if sys.platform == "win32":
        return limits.MAX_CONNECTIONS
    import resource

    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if descriptors == resource.RLIM_INFINITY:
        return limits.MAX_CONNECTIONS
    free = descriptors - max(limits.RESERVED_DESCRIPTORS, descriptors // 4)
    return max(1, min(limits.MAX_CONNECTIONS, free))


T = TypeVar("T", int, int | None)


def _whole_number(variable: str, most: int, default: T, origins: dict[str, str], least: int = 1) -> int | T:
    """The value of a variable, from `least` to `most`; raises InvalidSetting."""
    text = _read_variable(variable.removeprefix("TRIPLICATE_").lower().replace("_", " "), variable, origins)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) <= most or len(text) > 9:
        raise InvalidSetting(f"{variable} must be a whole number from {least} to {most}")
    return int(text)


def _parse_bucket(text: str | None) -> str | None:
    """The URL of a bucket, without a slash at its end; raises InvalidSetting."""
    if text is not None and not _BUCKET.fullmatch(text):
        raise InvalidSetting("TRIPLICATE_FILES must be like s3://bucket or s3://bucket/prefix")
    return text if text is None else text.rstrip("/")


def _parse_hours(text: str | None) -> int:
    """A number of hours from 1 to 31 days; raises InvalidSetting."""
    if text is None:
        return IDEMPOTENCY_HOURS
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= MAX_HOURS:
        raise InvalidSetting(f"TRIPLICATE_IDEMPOTENCY_HOURS must be a whole number from 1 to {MAX_HOURS}")
    return int(text)


def _parse_switch(variable: str, default: bool, origins: dict[str, str]) -> bool:
    """The value of a variable that is `on` or `off`; raises InvalidSetting."""
    text = _read_variable(variable.removeprefix("TRIPLICATE_").lower().replace("_", " "), variable, origins)
    if text not in (None, "on", "off"):
        raise InvalidSetting(f"{variable} must be on or off")
    return default if text is None else text == "on"


def _parse_log_style(text: str | None) -> LogStyle:
    """`text` or `json`; raises InvalidSetting."""
    match text:
        case None | "text":
            return "text"
        case "json":
            return "json"
        case _:
            raise InvalidSetting("TRIPLICATE_LOG must be text or json")


def _parse_metrics(text: str | None) -> MetricsSetting:
    """`off`, `local`, `public`, or an address such as `127.0.0.1:9100`; raises InvalidSetting."""
    match text:
        case None | "off":
            return "off"
        case "local" | "public":
            return text
        case _:
            return _parse_address(text)


def _parse_address(text: str) -> Address:
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port[:6]) > MAX_PORT:
        raise InvalidSetting("TRIPLICATE_METRICS must be off, local, public, or an address such as 127.0.0.1:9100")
    return Address(host.removeprefix("[").removesuffix("]"), int(port))


def _parse_traces() -> bool:
    """Whether OpenTelemetry's standard variables say where traces are sent; raises InvalidSetting."""
    variables = os.environ
    endpoints = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
    if not any(variables.get(name) for name in endpoints):
        return False
    if variables.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    exporter = variables.get("OTEL_TRACES_EXPORTER") or "otlp"
    if exporter not in ("otlp", "none"):
        raise InvalidSetting("OTEL_TRACES_EXPORTER must be otlp or none")
    for name in ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"):
        if (variables.get(name) or "http/protobuf") != "http/protobuf":
            raise InvalidSetting(f"{name} must be http/protobuf")
    return exporter == "otlp"


def _read_variable(setting: str, variable: str, origins: dict[str, str]) -> str | None:
    value = os.environ.get(variable) or None
    if value is not None:
        origins[setting] = variable
    return value
