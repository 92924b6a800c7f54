"""The router: operations compiled into a tree of path segments."""

from typing import Any, NamedTuple

from triplicate.api.operation import Dialect, Handler, Op
from triplicate.server.preconditions import behind_checks


class Endpoint(NamedTuple):
    """An operation of a dialect, and its handler wrapped in precondition checks."""

    dialect: Dialect
    op: Op
    handler: Handler


class _Node:
    __slots__ = ("endpoints", "inner", "names", "parameter")

    def __init__(self) -> None:
        self.inner: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        self.endpoints: dict[str, Endpoint] = {}
        self.names: dict[str, tuple[str, ...]] = {}


class Found(NamedTuple):
    """A path that was matched: the node with its endpoints by method, and the path parameters' values in order."""

    node: Any
    values: list[str]

    def endpoint(self, method: str) -> Endpoint | None:
        """The endpoint for a method; HEAD uses that of GET."""
        endpoints: dict[str, Endpoint] = self.node.endpoints
        return endpoints.get("GET" if method == "HEAD" else method)

    def parameters(self, method: str) -> dict[str, str]:
        """The path parameters by name."""
        return dict(zip(self.node.names["GET" if method == "HEAD" else method], self.values, strict=True))

    def allowed(self) -> tuple[str, ...]:
        """The methods that this path allows."""
        methods: set[str] = set(self.node.endpoints)
        return tuple(sorted(methods | {"HEAD"} if "GET" in methods else methods))


class Routes:
    """All operations of all dialects, by path."""

    def __init__(self, dialects: tuple[Dialect, ...]) -> None:
        self._root = _Node()
        self.prefixes = {prefix: dialect for dialect in dialects for prefix in dialect.prefixes}
        for dialect in dialects:
            for op in dialect.operations:
                endpoint = Endpoint(dialect, op, behind_checks(dialect, op, dialect.handlers[op.name]))
                for path in op.paths:
                    self._add(path, endpoint)

    def _add(self, path: str, endpoint: Endpoint) -> None:
        node, names = self._root, []
        for segment in path.split("/")[1:]:
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.inner.setdefault(segment, _Node())
        if endpoint.op.method in node.endpoints:
            raise ValueError(f"two operations at {endpoint.op.method} {path}")
        node.endpoints[endpoint.op.method] = endpoint
        node.names[endpoint.op.method] = tuple(names)

    def find(self, path: str) -> Found | None:
        """Matches a path, with backtracking: fixed segments precede parameters; parameters are never empty."""
        segments = path.split("/")[1:]
        node, values, at = self._root, list[str](), 0
        turns: list[tuple[int, _Node, int]] = []
        while at < len(segments) or not node.endpoints:
            segment = segments[at] if at < len(segments) else ""
            following = node.inner.get(segment)
            if following is not None:
                if node.parameter is not None and segment:
                    turns.append((at, node.parameter, len(values)))
            elif node.parameter is not None and segment:
                following = node.parameter
                values.append(segment)
            elif turns:
                at, following, many = turns.pop()
                values[many:] = [segments[at]]
            else:
                return None
            node, at = following, at + 1
        return Found(node, values)

    def addressed(self, path: str) -> Dialect | None:
        """The dialect whose prefix the path has, whether or not a route matches."""
        return self.prefixes.get(path.split("/", 2)[1] if path.startswith("/") else "")
