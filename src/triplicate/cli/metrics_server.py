"""Metrics on an address of their own: a small server in a thread, so that it answers while the service is busy."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import uvicorn

from triplicate.cli import server_process
from triplicate.config import Address
from triplicate.observe.metrics import CONTENT_TYPE
from triplicate.server.pages_application import metrics_application

END_TIMEOUT_S = 10.0


@contextmanager
def metrics_server(address: Address, render: Callable[[], bytes]) -> Iterator[str]:
    """Serves `/metrics` at the address, and yields its URL. Raises NotReady."""
    with closing(server_process.bind(address.host, address.port)) as server_socket:
        application = metrics_application(render, CONTENT_TYPE)
        server = uvicorn.Server(uvicorn.Config(application, **server_process.settings()))
        thread = threading.Thread(target=server.run, args=([server_socket],), name="metrics", daemon=True)
        thread.start()
        try:
            yield f"{server_process.url(server_socket, address.host)}/metrics"
        finally:
            server.should_exit = True
            thread.join(END_TIMEOUT_S)
