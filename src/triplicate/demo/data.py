"""The demo's data: accounts, users, prices, balances, sample orders, pictures, and credentials."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from triplicate.api.demo import ACCOUNT, STRANGER, STRANGER_ACCOUNT, USER, TokenIssuer
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.accounts import balance, directory, profile
from triplicate.app.accounts.profile import ProfileChanges
from triplicate.app.catalog import price_lists
from triplicate.app.documents.import_document import lock_account
from triplicate.app.orders.import_document import import_document
from triplicate.app.ports import UnitOfWork
from triplicate.app.ports.blobs import Blobs, StoredBlob
from triplicate.app.records import File
from triplicate.cli.accounts import prices
from triplicate.cli.options import operator_context
from triplicate.core import times
from triplicate.core.access import OPERATOR
from triplicate.core.catalog import price_list_file
from triplicate.demo import documents as samples
from triplicate.main import Installation

BATCH = 500
LIFETIME = timedelta(days=30)
_ORDERS = "demo orders"
_PROFILES = (
    (
        ACCOUNT,
        ProfileChanges(
            email=USER,
            phone="+33478000000",
            fiscal_number="FR12345678901",
            minimal_credit=10_00,
            language="FR",
            plan="Classique",
            plan_price=69_00,
            shipping_letter=True,
        ),
        1000_00,
    ),
    (STRANGER_ACCOUNT, ProfileChanges(email=STRANGER), 100_00),
)
"""The demo accounts' profiles and opening balances (in cents)."""


def prepare(installation: Installation, orders: int) -> None:
    """Creates missing accounts, users, samples, and generated orders up to `orders`; existing data stays."""
    installation.store.run("demo accounts", lambda uow: _create_accounts(installation, uow))
    installation.store.run("demo prices", lambda unit: _set_prices_and_balances(installation, unit))
    for file in samples.files():
        blob = asyncio.run(_store(installation.blobs, file.content))
        at = times.from_datetime(installation.now())
        made = File(file.id, ACCOUNT, file.mime, blob.size, blob.digest, at)
        installation.store.run("demo file", partial(_add_missing_file, made))
    vendor_samples = [(dialect, samples.vendor_sample(dialect)) for dialect in samples.dialects()]
    installation.store.run("demo samples", lambda unit: _import_documents(installation, unit, vendor_samples))
    order_count = int(installation.store.run("demo orders", lambda unit: unit.ensure_setting(_ORDERS, "0")))
    while order_count < orders:
        batch_end = min(orders, order_count + BATCH)
        batch = list(islice(samples.generate_documents(order_count, batch_end), BATCH))

        def import_batch(uow: UnitOfWork, batch: list[tuple[str, Any]] = batch, batch_end: int = batch_end) -> None:
            _import_documents(installation, uow, batch)
            uow.store_setting(_ORDERS, str(batch_end))

        installation.store.run("demo orders", import_batch)
        order_count = batch_end


async def _store(blobs: Blobs, content: bytes) -> StoredBlob:
    async def chunks() -> AsyncIterator[bytes]:
        yield content

    return await blobs.write(ACCOUNT, chunks())


def _add_missing_file(file: File, uow: UnitOfWork) -> None:
    if uow.files.get(file.account, file.id) is None:
        uow.files.add(file)


def credentials(installation: Installation, base_url: str) -> dict[str, Any]:
    """New credentials for the demo account and for another account, by dialect, with the ids of the samples."""

    def issue_tokens(uow: UnitOfWork) -> dict[str, Any]:
        def issuer(dialect: str) -> TokenIssuer:
            def token(account: str, user: str | None = None, **options: Any) -> str:
                grant = Grant(dialect, account, user, label="demo", lifetime=LIFETIME, **options)
                return issue(uow, grant, installation.now(), installation.keys.jwt)[0]

            return token

        by_dialect = {name: demo.credentials(issuer(name)) for name, demo in samples.demos().items()}
        return {"base_url": base_url, **by_dialect}

    return installation.store.run("demo credentials", issue_tokens)


def write(path: Path, content: dict[str, Any]) -> None:
    """Writes the credentials atomically to a file with mode 0600."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(content, file, indent=2)
        file.write("\n")
    draft.replace(path)


def _create_accounts(installation: Installation, uow: UnitOfWork) -> None:
    accounts = (
        (ACCOUNT, "Dupont Entreprises", USER, "Jean Dupont"),
        (STRANGER_ACCOUNT, "Somebody else", STRANGER, "A stranger"),
    )
    for id, name, email, person in accounts:
        if uow.accounts.get(id) is None:
            directory.create_account(uow, id, name, "EUR", installation.now())
        if uow.accounts.user(email) is None:
            directory.create_user(uow, email, id, person, installation.now())


def _set_prices_and_balances(installation: Installation, uow: UnitOfWork) -> None:
    """Imports the sample price list if there is no default one, and sets profiles and opening balances."""
    context = operator_context(installation)
    if uow.prices.current(None) is None:
        price_lists.import_price_list(
            uow, context, None, price_list_file.read(price_list_file.parse(prices.sample_text()))
        )
    for id, changes, amount in _PROFILES:
        if not uow.ledger.entries(id, None, 1):
            profile.update_profile(uow, id, changes, context.at)
            balance.top_up(uow, context, id, amount, "Opening balance")


def _import_documents(installation: Installation, uow: UnitOfWork, batch: list[tuple[str, Any]]) -> None:
    context = installation.context(OPERATOR, "demo")
    target_account = lock_account(uow, OPERATOR, ACCOUNT)
    for dialect, value in batch:
        import_document(
            uow,
            context,
            target_account,
            installation.dialects[dialect].codec,
            msgspec.json.decode(msgspec.json.encode(value)),
        )
