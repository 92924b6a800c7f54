"""The composition root: finds the dialects, opens the database and the keys, and assembles the application."""

import ctypes
import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from triplicate import config as configuration
from triplicate import keyring
from triplicate.api.copy_cache import CopyCache
from triplicate.api.dialect import Dialect
from triplicate.api.request import Services
from triplicate.api.write_executor import WriteExecutor
from triplicate.app.access.sign_in import TokenVerifier
from triplicate.app.context import Context
from triplicate.app.files.purposes import MIB
from triplicate.app.jobs import tidy
from triplicate.app.jobs.handlers import AnyJobHandler
from triplicate.app.jobs.sweep_files import sweep_handler
from triplicate.app.orders.event_watcher import EventWatcher
from triplicate.app.ports import Blobs, Reader
from triplicate.app.price_list_cache import PriceListCache
from triplicate.blobs.directory import DRAFTS, DirectoryBlobs
from triplicate.config import NotReady as NotReady
from triplicate.core import times
from triplicate.core.access import Principal
from triplicate.core.company.company import Company
from triplicate.core.company.customer import Customer
from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.order.order import Order
from triplicate.discovery import UnusableDialect, load_dialects
from triplicate.limited_child.file_inspector import MAX_CONCURRENT, FileInspector
from triplicate.observe import logs, worker_blocks
from triplicate.observe.metrics import CONTENT_TYPE, Metrics
from triplicate.observe.observation import MissingPackages, Observation, tracer
from triplicate.observe.state_sampler import CacheState, StateSampler
from triplicate.observe.unit_metrics import WriteStore
from triplicate.server import pages
from triplicate.server.application import Application, BackgroundLoop, PageHandler
from triplicate.server.mounts.mount import LoopbackOnly, Mount, Public
from triplicate.server.pages_application import metrics_application
from triplicate.server.path_conflicts import PathConflict
from triplicate.store import engine, migrate
from triplicate.store.engine import UnusableDatabase
from triplicate.store.sql_store import SqlStore
from triplicate.workers.background import run_in_background
from triplicate.workers.worker import Worker

_M_MMAP_THRESHOLD = -3


def freeze_startup_objects() -> None:
    """Freezes start-up objects and raises the GC thresholds, so that collections are rare and skip those objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    _return_large_blocks()


def _return_large_blocks() -> None:
    """Has glibc give blocks of a megabyte back to the system when they are freed, as it does until it has freed one.

    Its threshold otherwise rises to the largest block so far, such as an upload of 20 MiB, and the next ones stay.
    """
    with suppress(OSError, AttributeError, TypeError):  # there is another allocator
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 1024 * 1024)


def open_bucket(url: str, drafts: Path) -> Blobs:
    """The blob store of a bucket's URL; raises NotReady without the extra `bucket`, or for bad settings."""
    try:
        from triplicate.blobs.bucket import BucketBlobs
    except ImportError:
        raise NotReady("files in a bucket need another package: install triplicate[bucket]") from None
    try:
        return BucketBlobs.of_url(url, drafts)
    except Exception as error:  # obstore has an exception for each setting that it refuses
        raise NotReady(f"the bucket {url} cannot be used: {str(error).splitlines()[0]}") from None


class _DialectCodecs(Mapping[str, DocumentCodec[Order]]):
    """The codecs of dialects that are not loaded yet: most commands need none, and loading takes long."""

    def __init__(self, dialects: Callable[[], Mapping[str, Dialect]]) -> None:
        self._dialects = dialects

    def __getitem__(self, name: str) -> DocumentCodec[Order]:
        return self._dialects()[name].codec

    def __iter__(self) -> Iterator[str]:
        return iter(self._dialects())

    def __len__(self) -> int:
        return len(self._dialects())


class Installation:
    """A configured Triplicate; its parts are opened on first use, and made if they are missing and `create` is set.

    What happens is counted in `metrics`, if there are any.
    """

    def __init__(self, config: configuration.Config, create: bool = True, metrics: Metrics | None = None) -> None:
        self.config = config
        self._create = create
        self._metrics = metrics

    @cached_property
    def engine(self) -> engine.Engine:
        """The configured database engine; raises NotReady."""
        try:
            return engine.choose_engine(self.config.data, self.config.database_url)
        except UnusableDatabase as error:
            raise NotReady(str(error)) from None

    @cached_property
    def store(self) -> SqlStore:
        """The database for writes; raises NotReady if the data directory cannot be used."""
        self.data_directory()
        return SqlStore(self.engine, self.now)

    @cached_property
    def _observation(self) -> Observation:
        """Who hears of what happens; raises NotReady if traces are configured without the extra `otel`."""
        try:
            traces = tracer() if self.config.sends_traces else None
        except MissingPackages:
            raise NotReady("traces need more packages: install triplicate with the extra `otel`") from None
        return Observation(self._metrics, traces, self.config.access_log)

    @cached_property
    def writes(self) -> WriteStore:
        """The same database, whose units of work are counted and traced if that is configured."""
        return self._observation.store(self.store)

    def data_directory(self) -> Path:
        """The data directory, made with mode 0700 if it is missing and may be made; raises NotReady."""
        if not self._create:
            self._require_existing()
            return self.config.data
        try:
            self.config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise NotReady(f"the data directory {self.config.data} cannot be used: {error.strerror}") from None
        return self.config.data

    def _require_existing(self) -> None:
        """Raises NotReady if there is no database yet."""
        if not self.engine.exists():
            raise NotReady(
                f"there is no database yet ({self.engine.describe()}): pass --data or set TRIPLICATE_DATA, "
                "or start a new one with `triplicate account create`"
            )

    @cached_property
    def keys(self) -> keyring.Keyring:
        """The keyring, made on first use; raises NotReady."""
        self.data_directory()
        try:
            return keyring.load(self.config.secret_file, create=True)
        except keyring.InvalidKey as error:
            raise NotReady(str(error)) from None

    @cached_property
    def blobs(self) -> Blobs:
        """The store of the files' bytes: a directory, or a bucket; raises NotReady if it cannot be used."""
        directory = self.data_directory() / "files"
        bucket = self.config.bucket_url
        return DirectoryBlobs(directory) if bucket is None else open_bucket(bucket, directory / DRAFTS)

    @cached_property
    def inspector(self) -> FileInspector:
        """Inspects uploads in child processes, which are started with the first one."""
        return FileInspector(MAX_CONCURRENT, configuration.child_environment())

    @cached_property
    def dialects(self) -> dict[str, Dialect]:
        """The dialects by name; raises NotReady if one of another distribution cannot be served."""
        try:
            return {dialect.name: dialect for dialect in load_dialects()}
        except UnusableDialect as error:
            raise NotReady(str(error)) from None

    @cached_property
    def codecs(self) -> Mapping[str, DocumentCodec[Order]]:
        """The dialects' document codecs by name; the dialects are loaded when one is looked up."""
        return _DialectCodecs(lambda: self.dialects)

    @cached_property
    def company_codecs(self) -> dict[str, DocumentCodec[Company]]:
        """The codecs of the dialects that have documents of companies, by name."""
        codecs = {name: dialect.company_codec for name, dialect in self.dialects.items()}
        return {name: codec for name, codec in codecs.items() if codec is not None}

    @cached_property
    def customer_codecs(self) -> dict[str, DocumentCodec[Customer]]:
        """The codecs of the dialects that have documents of customers, by name."""
        codecs = {name: dialect.customer_codec for name, dialect in self.dialects.items()}
        return {name: codec for name, codec in codecs.items() if codec is not None}

    @cached_property
    def price_lists(self) -> PriceListCache:
        """The decoded price lists."""
        return PriceListCache()

    def context(self, principal: Principal, request_id: str) -> Context:
        """The context of a use case, now: for the API, the command line and everything else."""
        at = times.from_datetime(self.now())
        return Context(principal, at, request_id, self.keys, self.codecs, self.price_lists)

    def now(self) -> datetime:
        """The current time (UTC)."""
        return datetime.now(UTC)

    def ensure_ready(self, upgrade: bool = False) -> None:
        """Makes sure that the database schema is current: creates it if empty, migrates it if older and `upgrade`.

        Raises NotReady if the database is newer, retired, older without `upgrade`, empty and not to be made, of another
        master key, or unreachable.
        """
        try:
            state = migrate.schema_state(self.store.sql)
            if (state == "empty" and self._create) or (state == "older" and upgrade):
                migrate.migrate(self.store.sql)
        except migrate.DatabaseUnreachable as error:
            raise NotReady(f"the database cannot be used ({self.engine.describe()}): {error}") from None
        if state == "empty" and not self._create:
            raise NotReady(f"the database is empty ({self.engine.describe()}): run `triplicate migrate`")
        if state == "retired":
            raise NotReady(migrate.RETIRED_MESSAGE)
        if state == "newer":
            raise NotReady("the database is newer than this program: upgrade Triplicate, or use another database")
        if state == "older" and not upgrade:
            raise NotReady("the database is older than this program: run `triplicate migrate`")
        self._check_master_key()

    def _check_master_key(self) -> None:
        fingerprint = self.store.run("fingerprint", lambda uow: uow.ensure_setting("key", self.keys.fingerprint))
        if fingerprint != self.keys.fingerprint:
            raise NotReady(f"the database was created with another master key than {self.config.secret_file}")

    def reader(self) -> Reader:
        """The database for reads, for one event loop."""
        return self.engine.reader()

    def _reference(self, dialects: tuple[Dialect, ...]) -> PageHandler:
        from triplicate.api_reference.pages import reference_pages

        return reference_pages(dialects, self.config.public_url)

    def services(self, reader: Reader) -> Services:
        """What handlers work with, for the event loop of the reader."""
        return Services(
            reader=reader,
            keys=self.keys,
            public_url=self.config.public_url,
            store=self.writes,
            write_executor=WriteExecutor(self.writes, self.engine.writers),
            blobs=self.blobs,
            inspector=self.inspector,
            event_watcher=EventWatcher(reader),
            context=self.context,
            price_lists=self.price_lists,
            copies=CopyCache(self.config.copy_cache_mib * 1024 * 1024),
            file_quota=self.config.file_quota_mib * MIB,
            idempotency_hours=self.config.idempotency_hours,
            codecs=self.codecs,
        )

    @cached_property
    def job_handlers(self) -> tuple[AnyJobHandler, ...]:
        """Every kind of job with its handler."""
        return (*tidy.HANDLERS, sweep_handler(lambda: self.writes, lambda: self.blobs))

    def worker(self, handlers: tuple[AnyJobHandler, ...] | None = None) -> Worker:
        """A worker for jobs of these kinds, or of all (None), not started yet."""
        handlers = self.job_handlers if handlers is None else handlers
        environment = configuration.child_environment()
        observer = self._observation.jobs()
        return Worker(self.writes, handlers, self.context, self.now, self.engine.job_signal(), environment, observer)

    def application(self, verifier: TokenVerifier | None = None) -> Application:
        """The ASGI application. `verifier` replaces authentication by the stored credentials. Raises NotReady."""
        reader, dialects = self.reader(), tuple(self.dialects.values())
        services = self.services(reader)
        verifier = verifier or TokenVerifier(reader, self.keys.jwt, self.now)
        page_handlers = {
            "": pages.front_page(),
            "docs": pages.deferred(lambda: self._reference(dialects)),
            "healthz": pages.health(),
            "media": pages.media(reader, self.keys, self.blobs),
            "openapi": pages.openapi(dialects),
        }
        background: tuple[BackgroundLoop, ...] = ()
        if self.config.serve_jobs:
            background = (lambda: run_in_background(self.worker()),)
        mounts = dict[str, Mount]()
        if self._metrics is not None:
            mounts, background = self._observe(self._metrics, services), (*background, *_sampling(self._metrics))
        observer = self._observation.requests()
        try:
            return Application(dialects, services, verifier, page_handlers, background, mounts, observer)
        except PathConflict as error:
            raise NotReady(str(error)) from None

    def _observe(self, metrics: Metrics, services: Services) -> dict[str, Mount]:
        """Samples the states of these services; the mount of the metrics, if they have one."""
        copies = services.copies
        metrics.add_sampler(
            StateSampler(
                lambda: (*self.store.pools(), *services.reader.pools()),
                lambda: services.write_executor.waiting,
                lambda: CacheState(copies.hits, copies.misses, len(copies)),
            )
        )
        if self.config.metrics not in ("local", "public"):
            return {}
        access = LoopbackOnly() if self.config.metrics == "local" else Public()
        return {"/metrics": Mount(application=metrics_application(metrics.render, CONTENT_TYPE), access=access)}


def _sampling(metrics: Metrics) -> tuple[BackgroundLoop, ...]:
    """What keeps the states of this process current for those that answer in its place."""
    return (metrics.sample_periodically,) if metrics.is_shared else ()


def worker_metrics(config: configuration.Config) -> Metrics | None:
    """The metrics of a server process, shared with those of the same supervisor if it has made a directory."""
    if config.metrics == "off":
        return None
    directory = worker_blocks.directory_of(config.metrics_directory, os.getppid())
    return Metrics(directory if directory.is_dir() else None)


def application() -> Application:
    """The application configured by the environment; the factory that each server process imports."""
    try:
        config = configuration.load()
        logs.configure(config.log_style)
        installation = Installation(config, metrics=worker_metrics(config))
        installation.ensure_ready()
        app = installation.application()
    except (NotReady, configuration.InvalidSetting) as error:
        sys.exit(f"triplicate: {error}")
    freeze_startup_objects()
    return app
