"""The demo's data: accounts, users, prices, balances, sample orders, pictures, and credentials."""

import json
import os
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from triplicate.app.access.credentials import Grant, issue
from triplicate.app.accounts import balance, directory, profile
from triplicate.app.accounts.profile import Changes
from triplicate.app.catalog import price_lists
from triplicate.app.orders.import_document import Circumstances, account, bring_in
from triplicate.app.ports import Unit
from triplicate.app.records import File
from triplicate.cli import prices
from triplicate.cli.options import acting
from triplicate.core import times
from triplicate.core.access import OPERATOR, READ, SECRETS, WRITE
from triplicate.core.catalog import price_list_file
from triplicate.demo import documents as samples
from triplicate.main import House

BATCH = 500
LIFETIME = timedelta(days=30)
_ORDERS = "demo orders"
_PROFILES = (
    (
        samples.ACCOUNT,
        Changes(
            email=samples.USER,
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
    (samples.STRANGER_ACCOUNT, Changes(email=samples.STRANGER), 100_00),
)
"""The demo accounts' profiles and opening balances (in cents)."""


def prepare(house: House, orders: int) -> None:
    """Creates missing accounts, users, samples, and generated orders up to `orders`; existing data stays."""
    house.store.run("demo accounts", lambda unit: _accounts(house, unit))
    house.store.run("demo prices", lambda unit: _money(house, unit))
    for file, content in samples.thumbnails():
        digest = house.blobs.put(content)
        made = File(file, samples.ACCOUNT, "image/png", len(content), digest, times.of(house.now()))
        house.store.run("demo file", lambda unit, made=made: unit.files.get(made.id) or unit.files.add(made))  # type: ignore[misc]
    own = [(dialect, samples.vendors_own(dialect)) for dialect in samples.DIALECTS]
    house.store.run("demo samples", lambda unit: _take(house, unit, own))
    known = int(house.store.run("demo orders", lambda unit: unit.setting(_ORDERS, "0")))
    while known < orders:
        following = min(orders, known + BATCH)
        batch = list(islice(samples.generated(known, following), BATCH))

        def work(unit: Unit, batch: list[tuple[str, Any]] = batch, following: int = following) -> None:
            _take(house, unit, batch)
            unit.set(_ORDERS, str(following))

        house.store.run("demo orders", work)
        known = following


def credentials(house: House, base_url: str) -> dict[str, Any]:
    """New credentials for the demo account and for another account, by dialect, with the ids of the samples."""

    def work(unit: Unit) -> dict[str, Any]:
        def token(dialect: str, account: str, user: str | None = None, **more: Any) -> str:
            grant = Grant(dialect, account, user, label="demo", lifetime=LIFETIME, **more)
            return issue(unit, grant, house.now(), house.keys.jwt)[0]

        own, foreign = samples.ACCOUNT, samples.STRANGER_ACCOUNT
        axim = samples.vendors_own("axim")["data"]
        return {
            "base_url": base_url,
            "printags": {
                "account_id": own,
                "order_id": samples.vendors_own("printags")["order"]["id"],
                "token": token("printags", own, scopes=(READ, WRITE, SECRETS)),
                "stranger_token": token("printags", foreign, scopes=(READ, WRITE)),
            },
            "marketiger": {
                "order_id": samples.vendors_own("marketiger")["data"]["order"]["id"],
                "token": token("marketiger", own, samples.USER),
                "stranger_token": token("marketiger", foreign, samples.STRANGER),
                "token_without_email": token("marketiger", own, samples.USER, email_claim=False),
                "token_of_unknown_user": token("marketiger", own, "nobody@example.com"),
            },
            "axim": {
                "order_id": axim["id"],
                "entity_id": axim["entityId"],
                "token": token("axim", own),
                "stranger_token": token("axim", foreign),
            },
            "native": {
                "account_id": own,
                "token": token("native", own, scopes=(READ, WRITE)),
                "stranger_token": token("native", foreign, scopes=(READ, WRITE)),
            },
        }

    return house.store.run("demo credentials", work)


def write(path: Path, content: dict[str, Any]) -> None:
    """Writes the credentials atomically to a file with mode 0600."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(content, file, indent=2)
        file.write("\n")
    draft.replace(path)


def _accounts(house: House, unit: Unit) -> None:
    wanted = (
        (samples.ACCOUNT, "Dupont Entreprises", samples.USER, "Jean Dupont"),
        (samples.STRANGER_ACCOUNT, "Somebody else", samples.STRANGER, "A stranger"),
    )
    for id, name, email, person in wanted:
        if unit.accounts.get(id) is None:
            directory.create_account(unit, id, name, "EUR", house.now())
        if unit.accounts.user(email) is None:
            directory.create_user(unit, email, id, person, house.now())


def _money(house: House, unit: Unit) -> None:
    """Imports the sample price list if there is no default one, and sets profiles and opening balances."""
    doing = acting(house)
    if unit.prices.current(None) is None:
        price_lists.bring_in(unit, doing, None, price_list_file.read(price_list_file.parse(prices.sample_text())))
    for id, changes, amount in _PROFILES:
        if not unit.ledger.entries(id, None, 1):
            profile.change(unit, id, changes, doing.at)
            balance.top_up(unit, doing, id, amount, "Opening balance")


def _take(house: House, unit: Unit, documents: list[tuple[str, Any]]) -> None:
    circumstances = Circumstances(
        principal=OPERATOR,
        at=times.of(house.now()),
        request="demo",
        mappings=house.mappings,
        seal=house.keys.seal,
        unseal=house.keys.unseal,
        file_of_link=lambda text: None,
    )
    into = account(unit, OPERATOR, samples.ACCOUNT)
    for dialect, value in documents:
        bring_in(
            unit, circumstances, into, house.dialects[dialect].copies, msgspec.json.decode(msgspec.json.encode(value))
        )
