"""`triplicate user` and `token`: users of accounts, and access tokens."""

from typing import Annotated

import typer

from triplicate.app.access.credentials import Grant, issue
from triplicate.app.accounts import directory
from triplicate.app.ports import Unit
from triplicate.app.records import Credential, User
from triplicate.cli.options import Data, opened, span
from triplicate.cli.tables import show
from triplicate.core import times
from triplicate.core.access import READ, SCOPES

user = typer.Typer(help="Users of an account, by e-mail address.", no_args_is_help=True)
token = typer.Typer(help="Access tokens.", no_args_is_help=True)


@user.command("create")
def user_create(
    email: Annotated[str, typer.Argument(help="The user's e-mail address.")],
    account: Annotated[str, typer.Option("--account", help="The account's id.")],
    name: Annotated[str, typer.Option(help="The user's name.")] = "",
    data: Data = None,
) -> None:
    """Creates a user in an account."""
    house = opened(data)
    made = house.store.run("create user", lambda unit: directory.create_user(unit, email, account, name, house.now()))
    print(made.email)


@user.command("list")
def user_list(
    account: Annotated[str | None, typer.Option("--account", help="Only the users of this account.")] = None,
    data: Data = None,
) -> None:
    """Lists the users."""
    house = opened(data)

    def work(unit: Unit) -> list[User]:
        return unit.accounts.users(None if account is None else directory.account(unit, account).id)

    users = house.store.run("list users", work)
    show(("e-mail", "account", "name", "created"), [(u.email, u.account, u.name, u.created_at) for u in users])


@token.command("create")
def token_create(
    dialect: Annotated[str, typer.Argument(help="The token's dialect.")],
    account: Annotated[str | None, typer.Option("--account", help="The token's account.")] = None,
    all_accounts: Annotated[bool, typer.Option("--all-accounts", help="Give access to all accounts.")] = False,
    user: Annotated[str | None, typer.Option("--user", help="The token's user (dialects with signed tokens).")] = None,
    scope: Annotated[list[str], typer.Option(help=f"A scope: {', '.join(SCOPES)}.")] = [READ],  # noqa: B006
    label: Annotated[str, typer.Option(help="A label to recognise the token.")] = "",
    expires_in: Annotated[
        str | None, typer.Option(help="The lifetime, such as 90s, 60m, 12h or 30d. Default for signed tokens: 60m.")
    ] = None,
    data: Data = None,
) -> None:
    """Creates a token and prints it. It cannot be shown again."""
    house = opened(data)
    if dialect not in house.dialects:
        raise typer.BadParameter(f"unknown dialect {dialect!r}: use one of {', '.join(house.dialects)}")
    if unknown := set(scope) - set(SCOPES):
        raise typer.BadParameter(f"unknown scope {', '.join(sorted(unknown))}: use {', '.join(SCOPES)}")
    signed = house.dialects[dialect].security.signed
    if signed == (user is None) or (account is None) != (signed or all_accounts) or (signed and all_accounts):
        raise typer.BadParameter(
            f"a token for {dialect} requires --user, and neither --account nor --all-accounts"
            if signed
            else "pass either --account or --all-accounts, without --user"
        )
    directory.on_one_line("label", label)
    lifetime = span(expires_in or "60m") if signed or expires_in else None

    def work(unit: Unit) -> str:
        bound = directory.user(unit, user).account if user else account
        if bound is not None:
            directory.account(unit, bound)
        grant = Grant(dialect, bound, user, tuple(scope), label, lifetime)
        return issue(unit, grant, house.now(), house.keys.jwt)[0]

    print(house.store.run("create token", work))


@token.command("list")
def token_list(data: Data = None) -> None:
    """Lists the tokens, without their values."""
    house = opened(data)
    now = times.of(house.now())
    rows = [
        (c.id, c.dialect, c.account or "all accounts", c.user or "", c.scopes, c.label, _standing(c, now), c.created_at)
        for c in house.store.run("list tokens", lambda unit: unit.credentials.all())
    ]
    show(("id", "dialect", "account", "user", "scopes", "label", "standing", "created"), rows)


@token.command("revoke")
def token_revoke(
    id: Annotated[str | None, typer.Argument(help="The token's id, as `token list` shows it.")] = None,
    user: Annotated[str | None, typer.Option("--user", help="All tokens of this user.")] = None,
    family: Annotated[str | None, typer.Option("--family", help="All tokens that derive from one sign-in.")] = None,
    data: Data = None,
) -> None:
    """Revokes a token, all tokens of a user, or a family. It takes effect everywhere within five seconds."""
    house = opened(data)
    if sum(value is not None for value in (id, user, family)) != 1:
        raise typer.BadParameter("pass exactly one of: a token's id, --user, --family")
    now = times.of(house.now())
    revoked = house.store.run(
        "revoke tokens",
        lambda unit: unit.credentials.revoke(now, id=id or "", user=(user or "").lower(), family=family or ""),
    )
    print(f"revoked: {revoked}")
    if not revoked:
        raise typer.Exit(1)


def _standing(credential: Credential, now: str) -> str:
    if credential.revoked_at:
        return f"revoked {credential.revoked_at}"
    if credential.expires_at is None:
        return "valid"
    return f"{'expired' if credential.expires_at <= now else 'valid until'} {credential.expires_at}"
