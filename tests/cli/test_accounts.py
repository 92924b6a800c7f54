"""`triplicate account`: shows an account's profile, balance and movements."""

import pytest

from tests.cli.program_fixtures import Program

ABSENT = "00000000-0000-4000-8000-000000000009"


def shown(program: Program, account: str) -> dict[str, str]:
    """What `account show` says, by name."""
    return dict(program.succeeds("account", "show", account).rows)


def test_a_new_account(program: Program, account: str) -> None:
    profile = shown(program, account.upper())
    assert (profile["id"], profile["name"], profile["balance"], profile["language"]) == (
        account,
        "Ours",
        "0.00 EUR",
        "EN",
    )
    assert (profile["minimal balance"], profile["minimal credit"]) == ("0.00 EUR", "0.00 EUR")
    assert profile["one order per reference"] == "no"
    assert "e-mail" not in profile
    assert "plan" not in profile


def test_setting_everything(program: Program, account: str) -> None:
    words = {
        "--name": "Ours and yours",
        "--email": "ann@example.com",
        "--phone": "+33612345678",
        "--fiscal-number": "FR12345678901",
        "--minimal-balance": "-50",
        "--minimal-credit": "25.5",
        "--language": "fr",
        "--plan": "Classique",
        "--plan-price": "69",
    }
    flags = ("--shipping-letter", "--no-white-label", "--group-payments", "--one-order-per-reference")
    told = program.succeeds("account", "set", account, *(word for pair in words.items() for word in pair), *flags)
    profile = dict(told.rows)
    assert profile == shown(program, account)
    assert {
        "name": "Ours and yours",
        "e-mail": "ann@example.com",
        "phone": "+33612345678",
        "fiscal number": "FR12345678901",
        "minimal balance": "-50.00 EUR",
        "minimal credit": "25.50 EUR",
        "language": "FR",
        "plan": "Classique",
        "plan price": "69.00 EUR a month",
        "shipping letter": "yes",
        "white label": "no",
        "group payments": "yes",
        "one order per reference": "yes",
    }.items() <= profile.items()
    assert [row[1] for row in program.succeeds("account", "list").rows] == ["Ours and yours"]


def test_what_is_not_named_stays_and_an_empty_text_takes_away(program: Program, account: str) -> None:
    program.succeeds(
        "account", "set", account, "--email", "a@example.com", "--phone", "1", "--plan", "Big", "--white-label"
    )
    program.succeeds("account", "set", account, "--phone", "")
    program.succeeds("account", "set", account, "--plan", "Bigger")
    profile = shown(program, account)
    assert (profile["e-mail"], profile["plan"], profile["white label"]) == ("a@example.com", "Bigger", "yes")
    assert "phone" not in profile
    program.succeeds("account", "set", account, "--plan", "")
    assert "plan" not in shown(program, account)


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--name", " ", "name"),
        ("--name", "a\tb", "name"),
        ("--email", "ann", "e-mail"),
        ("--phone", "1\n2", "phone"),
        ("--fiscal-number", "F" * 500, "fiscal_number"),
        ("--language", "english", "language"),
        ("--minimal-balance", "much", "minimal_balance"),
        ("--minimal-balance", "0.005", "minimal_balance"),
        ("--minimal-credit", "-1", "minimal_credit"),
        ("--minimal-credit", "1e3", "minimal_credit"),
        ("--plan-price", "69", "plan"),
    ],
)
def test_what_cannot_be_set(program: Program, account: str, option: str, value: str, said: str) -> None:
    """And then nothing is: neither it nor what was named beside it."""
    before = shown(program, account)
    assert said in program.fails("account", "set", account, "--group-payments", option, value)
    assert shown(program, account) == before


def test_the_balance(program: Program, account: str) -> None:
    assert program.succeeds("account", "top-up", account, "250").text == "250.00 EUR"
    assert program.succeeds("account", "top-up", account, "0.5", "--reference", "Transfer 12").text == "250.50 EUR"
    assert program.succeeds("account", "correct", account, "-0.25", "--reason", "Fee of the bank").text == "250.25 EUR"
    rows = program.succeeds("account", "ledger", account).rows
    assert [[*row[:1], *row[2:]] for row in rows] == [
        ["3", "correction", "-0.25", "250.25", "", "Fee of the bank", "operator"],
        ["2", "top-up", "0.50", "250.50", "", "Transfer 12", "operator"],
        ["1", "top-up", "250.00", "250.00", "", "", "operator"],
    ]
    assert program.succeeds("account", "ledger", account, "--limit", "1").rows == rows[:1]
    assert shown(program, account)["balance"] == "250.25 EUR"


def test_a_balance_without_cents(program: Program) -> None:
    account = program.succeeds("account", "create", "Tokyo", "--currency", "JPY").text
    assert program.succeeds("account", "top-up", account, "1250").text == "1250 JPY"
    assert "amount" in program.fails("account", "top-up", account, "12.50")


@pytest.mark.parametrize("amount", ["0", "-5", "9.99", "10.001", "1e3", "ten", "", " 10", "1_000", "NaN", "9" * 20])
def test_top_ups_that_are_none(program: Program, account: str, amount: str) -> None:
    program.succeeds("account", "set", account, "--minimal-credit", "10")
    assert "amount" in program.fails("account", "top-up", account, amount)
    assert program.succeeds("account", "ledger", account).output == b""


def test_corrections_need_a_reason(program: Program, account: str) -> None:
    assert program("account", "correct", account, "5").status == 2
    assert "reason" in program.fails("account", "correct", account, "5", "--reason", "")
    assert "amount" in program.fails("account", "correct", account, "0", "--reason", "Nothing")
    assert program("account", "correct", account, "-5", "--raeson", "x").status == 2
    assert program.succeeds("account", "ledger", account).output == b""


@pytest.mark.parametrize(
    "words",
    [("show",), ("set", "--name", "X"), ("top-up", "5"), ("correct", "5", "--reason", "x"), ("ledger",)],
    ids=lambda words: words[0],
)
def test_accounts_that_are_not_there(program: Program, account: str, words: tuple[str, ...]) -> None:
    command, *more = words
    assert ABSENT in program.fails("account", command, ABSENT, *more)
