"""The native API's part of the demo: an order of one's own, and every order."""

from triplicate.api.demo import (
    ACCOUNT,
    STRANGER_ACCOUNT,
    Credentials,
    DialectDemo,
    Example,
    TokenIssuer,
    bearer_command,
)
from triplicate.core.access import READ, WRITE

_ORDER_JSON = '{"lines": [{"sku": "CARD-01", "quantity": 10, "unit_price": "2.50"}]}'


def _credentials(issue: TokenIssuer) -> Credentials:
    return {
        "account_id": ACCOUNT,
        "token": issue(ACCOUNT, scopes=(READ, WRITE)),
        "stranger_token": issue(STRANGER_ACCOUNT, scopes=(READ, WRITE)),
    }


def _examples(base_url: str, credentials: Credentials) -> tuple[Example, ...]:
    orders = bearer_command(f"{base_url}/v1/orders", credentials["token"])
    return (
        Example(
            50,
            "An order of your own, placed through the native API; then every order, newest first:",
            (f"{orders} -H 'Content-Type: application/json' -d '{_ORDER_JSON}'", orders),
        ),
    )


DEMO = DialectDemo(position=5, vendor="native", credentials=_credentials, examples=_examples)
