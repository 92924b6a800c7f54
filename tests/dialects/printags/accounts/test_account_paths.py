"""The account in a path of Printags: its id, or `@me`."""

import httpx
import pytest

from tests.conformance.operation_fixtures import auth_headers, error_message, order_url
from tests.conftest import Demo


@pytest.mark.parametrize("account", ["x", "%00", "@you", "%40me%00", "%ff", "9" * 3000, "f" * 36])
def test_accounts_of_the_wrong_form(client: httpx.Client, demo: Demo, account: str) -> None:
    url = order_url("printags", demo.credentials["printags"]["order_id"], account)
    error_message(client.get(url, headers=auth_headers("printags", demo.token("printags"))), "printags", 404)


def test_me_can_be_written_encoded(client: httpx.Client, demo: Demo) -> None:
    url = order_url("printags", demo.credentials["printags"]["order_id"], "%40me")
    assert client.get(url, headers=auth_headers("printags", demo.token("printags"))).status_code == 200
