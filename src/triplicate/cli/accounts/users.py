"""`triplicate user` and `token`: users of accounts, and access tokens."""

from typing import Annotated

import typer

from triplicate.app.access.credentials import Grant, issue
from triplicate.app.accounts import directory
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Credential, User
from triplicate.cli.options import Data, open_installation, parse_time_span
from triplicate.cli.terminal.tables import show
from triplicate.core import times
from triplicate.core.access import READ, SCOPES


def user_create(
    email: Annotated[str, typer.Argument(help="The user's e-mail address.")],
    account: Annotated[str, typer.Option("--account", help="The account's id.")],
    name: Annotated[str, typer.Option(help="The user's name.")] = "",
    data: Data = None,
) -> None:
    """Creates a user in an account."""
    installation = open_installation(data)
    account_user = installation.store.run(
        "create user", lambda uow: directory.create_user(uow, email, account, name, installation.now())
    )
    print(account_user.email)


def user_list(
    account: Annotated[str | None, typer.Option("--account", help="Only the users of this account.")] = None,
    data: Data = None,
) -> None:
    """Lists the users."""
    installation = open_installation(data)

    def work(uow: UnitOfWork) -> list[User]:
        return uow.accounts.users(None if account is None else directory.get_account(uow, account).id)

    users = installation.store.run("list users", work)
    show(("e-mail", "account", "name", "created"), [(u.email, u.account, u.name, u.created_at) for u in users])


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
    installation = open_installation(data)
    if dialect not in installation.dialects:
        raise typer.BadParameter(f"unknown dialect {dialect!r}: use one of {', '.join(installation.dialects)}")
    if unknown := set(scope) - set(SCOPES):
        raise typer.BadParameter(f"unknown scope {', '.join(sorted(unknown))}: use {', '.join(SCOPES)}")
    signed = installation.dialects[dialect].security.signed
    if signed == (user is None) or (account is None) != (signed or all_accounts) or (signed and all_accounts):
        raise typer.BadParameter(
            f"a token for {dialect} requires --user, and neither --account nor --all-accounts"
            if signed
            else "pass either --account or --all-accounts, without --user"
        )
    directory.check_single_line("label", label)
    lifetime = parse_time_span(expires_in or "60m") if signed or expires_in else None

    def work(uow: UnitOfWork) -> str:
        account_id = directory.get_user(uow, user).account if user else account
        if account_id is not None:
            directory.get_account(uow, account_id)
        grant = Grant(dialect, account_id, user, tuple(scope), label, lifetime)
        return issue(uow, grant, installation.now(), installation.keys.jwt)[0]

    print(installation.store.run("create token", work))


def token_list(data: Data = None) -> None:
    """Lists the tokens, without their values."""
    installation = open_installation(data)
    now = times.from_datetime(installation.now())
    rows = [
        (
            c.id,
            c.dialect,
            c.account or "all accounts",
            c.user or "",
            c.scopes,
            c.label,
            _token_status(c, now),
            c.created_at,
        )
        for c in installation.store.run("list tokens", lambda uow: uow.credentials.all())
    ]
    show(("id", "dialect", "account", "user", "scopes", "label", "standing", "created"), rows)


def token_revoke(
    id: Annotated[str | None, typer.Argument(help="The token's id, as `token list` shows it.")] = None,
    user: Annotated[str | None, typer.Option("--user", help="All tokens of this user.")] = None,
    family: Annotated[str | None, typer.Option("--family", help="All tokens that derive from one sign-in.")] = None,
    data: Data = None,
) -> None:
    """Revokes a token, all tokens of a user, or a family. It takes effect everywhere within five seconds."""
    installation = open_installation(data)
    if sum(value is not None for value in (id, user, family)) != 1:
        raise typer.BadParameter("pass exactly one of: a token's id, --user, --family")
    now = times.from_datetime(installation.now())
    revoked_count = installation.store.run(
        "revoke tokens",
        lambda uow: uow.credentials.revoke(now, id=id or "", user=(user or "").lower(), family=family or ""),
    )
    print(f"revoked: {revoked_count}")
    if not revoked_count:
        raise typer.Exit(1)


def _token_status(credential: Credential, now: str) -> str:
    if credential.revoked_at:
        return f"revoked {credential.revoked_at}"
    if credential.expires_at is None:
        return "valid"
    return f"{'expired' if credential.expires_at <= now else 'valid until'} {credential.expires_at}"
