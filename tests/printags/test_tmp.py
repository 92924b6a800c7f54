import time
from tests.printags.merchant import *
from tests.conftest import Demo
from tests.printags.merchant import opened


def test_x(demo, client):
    m = opened(demo.house, client, paid_in=10**9)
    t = time.time()
    D = {"type": "dynamic", "dynamic": {"baseUrl": "https://e.com/"}}
    r = m.create(asked({"modelId": "ntag424_pvccard_white", "quantity": 10000, "nfc": D}))
    print(r.status_code, r.text[:200], "create", time.time() - t)
    t = time.time()
    id = r.json()["orderId"]
    o = m.ask("GET", f"/accounts/@me/orders/{id}")
    print("get", time.time() - t, len(o.content))
    t = time.time()
    m.ask("GET", "/accounts/@me/orders/find")
    print("find", time.time() - t)
    t = time.time()
    m.ask("GET", "/accounts/@me/orders/find?fields=status")
    print("find fields", time.time() - t)
    t = time.time()
    m.at_work(id, "acceptance")
    print("accept", time.time() - t)
    t = time.time()
    m.at_work(id, "shipments")
    print("ship", time.time() - t)
    t = time.time()
    m.ask("GET", f"/accounts/@me/orders/{id}")
    print("get", time.time() - t, len(o.content))
    t = time.time()
    r = m.create(asked(*[{"modelId": "ntag424_pvccard_white", "quantity": 5, "nfc": D}] * 2000))
    print("2000 lines", time.time() - t, r.text[:100])
    t = time.time()
    deep = {}
    x = deep
    for _ in range(50):
        x["a"] = {}
        x = x["a"]
    print(m.create(asked(metadata=deep)).text)
    m2 = opened(demo.house, client, paid_in=10**9)
    for v in ["\u0000", "a" * 300, "\n\t", "\ud83d\ude00", " ", ""]:
        for k in ("reference",):
            print(repr(v)[:10], m2.create(asked(**{k: v})).text[:150])
        b = asked()
        b["shipTo"]["phone"] = v
        b["shipTo"]["email"] = ""
        print(m2.create(b).text[:100])
        b = asked()
        b["groups"][0]["name"] = v
        print(m2.create(b).text[:100])
        b = asked({"modelId": "ntag213_pvccard_white", "nfc": {"type": "text", "content": v}})
        print(m2.create(b).text[:150])
    for g in [
        "x",
        None,
        {},
        [None],
        [[]],
        [{"modelId": None}],
        [{"modelId": "pvccard_white", "quantity": None}],
        [{"modelId": "pvccard_white", "quantity": 1e400}],
        [{"modelId": "pvccard_white", "nfc": {}}],
        [{"modelId": "pvccard_white", "nfc": {"type": "empty", "dynamic": {"records": {}}}}],
        [
            {
                "modelId": "ntag213_pvccard_white",
                "nfc": {"type": "dynamic", "dynamic": {"baseUrl": "https://e.com", "records": None}},
            }
        ],
        [{"modelId": "ntag213_pvccard_white", "nfc": {"type": "dynamic", "content": "https://x.com", "dynamic": None}}],
    ]:
        try:
            print(g, m2.create(asked(groups=g)).text[:200])
        except ValueError as e:
            print(e)
    r = m2.ask("POST", "/accounts/@me/orders", content=json.dumps(asked()).replace('"quantity": 2', '"quantity": 2.0'))
    print(r.text)
    r = m2.ask("POST", "/accounts/@me/orders", content=json.dumps(asked()).replace('"quantity": 2', '"quantity": 1e1'))
    print(r.text)
    r = m2.ask(
        "POST",
        "/accounts/@me/orders",
        content=json.dumps(asked()).replace('"quantity": 2', '"quantity": 99999999999999999999999999'),
    )
    print(r.text)
