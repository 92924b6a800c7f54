"""The command line, `triplicate`: serve, demo, import, export, order, account, prices, user, token, migrate, doctor."""


def main() -> None:
    """Runs the command line."""
    from triplicate.cli.commands import run

    run()
