"""A connection that answers at once what need not wait, and does not parse the same header fields twice."""

from typing import Any, cast

from triplicate.api.response import EAGER, RESPOND
from triplicate.server.eager_start import start
from triplicate.server.exchange import Exchange
from triplicate.server.header_memo import HeaderMemo, by_name, is_alone
from triplicate.server.refusing_connection import RefusingConnection

_MAX_MEMO_MISSES = 4
"""After so many heads in succession that were not repeated, no more are kept for that."""


class EagerConnection(RefusingConnection):
    """Begins requests without a body outside of a task (`eager_start`)."""

    _header_memo: HeaderMemo | None = None
    _memo_misses = 0

    def _begin_eagerly(self, exchange: Exchange, piece: bytes | None) -> None:
        """Begins a request that has arrived with all its body, in a `piece` of its own or with others (None)."""
        fields = cast(list[tuple[bytes, bytes]], exchange.scope["headers"])
        if piece is not None and self._is_repeatable(piece, exchange):
            self._header_memo = HeaderMemo(piece, fields, exchange.scope)
            self._memo_misses += 1
        self._start_eagerly(exchange, by_name(fields))

    def _is_repeatable(self, piece: bytes, exchange: Exchange) -> bool:
        if self._memo_misses > _MAX_MEMO_MISSES or self.pipeline or not exchange.keep_alive:
            return False
        return not self.expect_100_continue and not self.parser.should_upgrade() and is_alone(piece)

    def _repeat(self, request: bytes) -> bool:
        """Answers a request that differs from the last one in its target only; False if it is none."""
        memo = self._header_memo
        target = None if memo is None or self._overflow else memo.target(request)
        if memo is None or target is None:
            return False
        path, raw_path, query = target
        self.url, self.headers, self._opening = raw_path, memo.fields.copy(), request
        located = {"path": path, "raw_path": raw_path, "query_string": query}
        self.scope = cast(Any, memo.scope | located | {"headers": self.headers, "state": self.app_state.copy()})
        self.expect_100_continue = False
        self._memo_misses = 0
        self.cycle = self._running = exchange = Exchange(self, persistent=True)
        exchange.more_body = False
        self._begin_work()
        self._start_eagerly(exchange, memo.fields_by_name)
        return True

    def _start_eagerly(self, exchange: Exchange, fields_by_name: dict[bytes, bytes]) -> None:
        cast(dict[str, Any], exchange.scope)["extensions"] = {RESPOND: exchange.respond, EAGER: fields_by_name}
        start(self.loop, exchange.run_asgi(self.app), self.tasks)
