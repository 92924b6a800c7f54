"""`triplicate migrate` and `doctor`: database migration and diagnostics."""

import os
import sys
from pathlib import Path

import typer

from triplicate import config, keyring
from triplicate.cli.options import Data
from triplicate.main import Installation, NotReady
from triplicate.store import migrate as schema_state


def migrate(data: Data = None) -> None:
    """Migrates the database schema to the current version."""
    installation = Installation(config.load(data))
    try:
        previous_state = schema_state.migrate(installation.store.sql)
    except schema_state.DatabaseUnreachable as error:
        raise NotReady(f"the database cannot be used ({installation.engine.describe()}): {error}") from None
    if previous_state == "retired":
        raise NotReady(schema_state.RETIRED_MESSAGE)
    if previous_state == "newer":
        raise NotReady("the database is newer than this program: upgrade Triplicate, or use another database")
    print({"current": "already up to date", "empty": "created"}.get(previous_state, "migrated"))


def doctor(data: Data = None) -> None:
    """Shows each setting with its origin, and checks the database and the master key."""
    settings = config.load(data)
    installation = Installation(settings, create=False)
    print(f"data directory: {settings.data} ({settings.origins.get('data', 'default')})")
    print(f"database: {installation.engine.describe()} ({settings.origins.get('database', 'default')})")
    print(f"master key: {settings.secret_file} ({settings.origins.get('secret', 'default')})")
    files = settings.bucket_url or settings.data / "files"
    print(f"files: {files} ({settings.origins.get('files', 'default')})")
    print(f"file quota: {settings.file_quota_mib} MiB ({settings.origins.get('file quota mib', 'default')})")
    public_url = settings.public_url or "the host of each request"
    print(f"public URL: {public_url} ({settings.origins.get('public url', 'default')})")
    print(f"keep-alive: {settings.keep_alive_seconds} s ({settings.origins.get('keep alive seconds', 'default')})")
    connections = settings.max_connections or config.default_connections()
    print(f"connections: at most {connections} for each process ({settings.origins.get('max connections', 'default')})")
    jobs = "run by serve" if settings.serve_jobs else "left to `triplicate work`"
    print(f"metrics: {_metrics(settings.metrics)} ({settings.origins.get('metrics', 'default')})")
    access = "with" if settings.access_log else "without"
    print(f"log: {settings.log_style}, {access} access lines ({settings.origins.get('log', 'default')})")
    print(f"jobs: {jobs} ({settings.origins.get('serve jobs', 'default')})")
    cache_origin = settings.origins.get("copy cache mib", "default")
    print(f"rendered orders: at most {settings.copy_cache_mib} MiB for each process ({cache_origin})")
    checks = (
        ("database reachable", _check_reachable),
        ("database migrated", _check_migrated),
        ("database writable", _check_writable),
        ("writes durable", _check_durability),
        ("master key", _check_master_key),
        ("files usable", _check_files),
        ("open to other users", _list_open_paths),
    )
    healthy = True
    for name, check in checks:
        try:
            result = check(installation)
        except Exception as error:
            healthy, result = False, f"NO: {_first_line(error)}"
        print(f"{name}: {result}")
        if result.startswith("NO") and name == "database reachable":
            sys.exit(1)
    raise typer.Exit(0 if healthy else 1)


def _check_reachable(installation: Installation) -> str:
    schema_state.schema_state(installation.store.sql)
    return "yes"


def _check_migrated(installation: Installation) -> str:
    state = schema_state.schema_state(installation.store.sql)
    if state == "retired":
        raise NotReady(schema_state.RETIRED_MESSAGE)
    if state != "current":
        raise NotReady(f"{state}: run `triplicate migrate`" if state in ("empty", "older") else state)
    return "yes"


def _check_writable(installation: Installation) -> str:
    installation.store.check_writable()
    return "yes"


def _check_durability(installation: Installation) -> str:
    with installation.store.sql.connect() as connection:
        durability = installation.engine.durability(connection)
    if durability != "full":
        raise NotReady(durability)
    return "yes"


def _check_master_key(installation: Installation) -> str:
    keys = keyring.load(installation.config.secret_file, create=False)
    fingerprint = installation.store.run("fingerprint", lambda uow: uow.ensure_setting("key", keys.fingerprint))
    if fingerprint != keys.fingerprint:
        raise NotReady("the database was created with another master key")
    return "readable, and it matches the database"


def _check_files(installation: Installation) -> str:
    if installation.config.bucket_url is None and not (installation.config.data / "files").exists():
        return "none yet"
    installation.blobs.check()
    return "stored, read and deleted"


def _list_open_paths(installation: Installation) -> str:
    """Names what other users of this machine may read: advice, since a directory above may keep them out."""
    directory, secret = installation.config.data, installation.config.secret_file
    paths = [directory, *installation.engine.files, directory / "files"] if _is_open(directory) else []
    paths += [secret] if _is_open(secret.parent) else []
    open_paths = [str(path) for path in dict.fromkeys(paths) if _is_open(path)]
    return f"{', '.join(open_paths)}; run `chmod go-rwx` on each" if open_paths else "no"


def _is_open(path: Path) -> bool:
    return os.name == "posix" and path.exists() and bool(path.stat().st_mode & 0o077)


def _first_line(error: BaseException) -> str:
    cause = getattr(error.__cause__, "orig", None) or getattr(error, "orig", None) or error.__cause__ or error
    return str(cause).splitlines()[0] if str(cause) else type(cause).__name__


def _metrics(setting: config.MetricsSetting) -> str:
    """Where the metrics can be read."""
    return f"{setting.host} port {setting.port}" if isinstance(setting, config.Address) else setting
