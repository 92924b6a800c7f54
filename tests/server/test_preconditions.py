"""If-Match: which versions a caller means, where it must say so, and that nobody's change is lost without a word."""

from threading import Barrier, Thread

import httpx
import pytest

from tests.api.sample_dialect_fixtures import Shop


def amend(shop: Shop, if_match: str | None, **more: str) -> httpx.Response:
    headers = more | ({} if if_match is None else {"If-Match": if_match})
    return shop.ask("PATCH", "/things/1", headers=headers)


def test_who_does_not_say_is_asked_to(shop: Shop) -> None:
    reply = amend(shop, None)
    assert (reply.status_code, reply.json()["failure"]) == (428, "VersionNeeded")
    assert shop.workshop.begun == 0


def test_it_is_asked_before_the_body_is_looked_at(shop: Shop) -> None:
    assert shop.ask("PATCH", "/things/1", content=b"{").status_code == 428


@pytest.mark.parametrize(
    "form",
    ["*", '"0-anything"', '"0-"', '"9-a", "0-b"', 'W/"9-a","0-b"', '"not ours","0-5f3-1s-29000000"'],
)
def test_who_knows_the_version_may_change_it(shop: Shop, form: str) -> None:
    assert amend(shop, form).status_code == 201
    assert shop.made() == 1


@pytest.mark.parametrize(
    "form",
    [
        '"1-x"',
        'W/"0-x"',
        '"0"',
        "0-x",
        '"x-0-"',
        '"00000000000000000000-x"',
        '""',
        "",
        '"-0-x"',
        '"0x-1"',
        "W/*",
        '"*"',
    ],
)
def test_who_means_another_version_may_not(shop: Shop, form: str) -> None:
    reply = amend(shop, form)
    assert (reply.status_code, reply.json()["failure"]) == (412, "NotThisVersion")
    assert shop.made() == 0


def test_the_tag_of_an_answer_is_good_for_the_next_change_and_no_other(shop: Shop) -> None:
    tag = amend(shop, '"0-x"').headers["etag"]
    assert amend(shop, tag).status_code == 201
    assert amend(shop, tag).status_code == 412
    assert shop.made() == 2


def test_of_many_who_change_one_version_one_does(shop: Shop) -> None:
    statuses: list[int] = []
    together = Barrier(8)

    def change() -> None:
        together.wait()
        statuses.append(amend(shop, '"0-x"').status_code)

    threads = [Thread(target=change) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] + [412] * 7
    assert shop.made() == 1
