"""The router: operations compiled into a tree of path segments."""

from typing import Any, NamedTuple

from triplicate.api.dialect import Dialect, Handler
from triplicate.api.operation import AnyOperation
from triplicate.api.replies import OrderReply
from triplicate.server.preconditions import with_preconditions


class Route(NamedTuple):
    """An operation of a dialect, and its handler wrapped in precondition checks.

    `is_brief`: it reads one order, which is mostly at hand, so that it may begin outside of a task.
    """

    dialect: Dialect
    operation: AnyOperation
    handler: Handler
    is_brief: bool


class _Node:
    __slots__ = ("children", "parameter_child", "parameter_names", "routes")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.parameter_child: _Node | None = None
        self.routes: dict[str, Route] = {}
        self.parameter_names: dict[str, tuple[str, ...]] = {}


class RouteMatch(NamedTuple):
    """A path that was matched: the node with its routes by method, and the path parameters' values in order."""

    node: Any
    parameter_values: list[str]

    def route(self, method: str) -> Route | None:
        """The route for a method; HEAD uses that of GET."""
        routes: dict[str, Route] = self.node.routes
        return routes.get("GET" if method == "HEAD" else method)

    def parameters(self, method: str) -> dict[str, str]:
        """The path parameters by name."""
        return dict(
            zip(self.node.parameter_names["GET" if method == "HEAD" else method], self.parameter_values, strict=True)
        )

    def allowed_methods(self) -> tuple[str, ...]:
        """The methods that this path allows."""
        methods: set[str] = set(self.node.routes)
        return tuple(sorted(methods | {"HEAD"} if "GET" in methods else methods))


class Routes:
    """All operations of all dialects, by path."""

    def __init__(self, dialects: tuple[Dialect, ...]) -> None:
        self._root = _Node()
        self._any_case_root = _Node()
        self.prefixes = {prefix: dialect for dialect in dialects for prefix in dialect.prefixes}
        self._any_case_prefixes = {
            prefix.lower(): dialect for dialect in dialects if dialect.ignores_case for prefix in dialect.prefixes
        }
        for dialect in dialects:
            for endpoint in dialect.endpoints:
                operation = endpoint.operation
                is_brief = operation.method == "GET" and isinstance(operation.reply, OrderReply)
                route = Route(dialect, operation, with_preconditions(dialect, endpoint), is_brief)
                for path in operation.paths:
                    _add(self._root, path, route)
                    if dialect.ignores_case:
                        _add(self._any_case_root, _lower_case(path), route)

    def find(self, path: str) -> RouteMatch | None:
        """Matches a path, in any case for a dialect that ignores it; fixed segments precede parameters."""
        segments = path.split("/")[1:]
        route = _find_directly(self._root, segments) or _find(self._root, segments, segments)
        if route is None and self._any_case_dialect(path) is not None:
            return _find(self._any_case_root, segments, [segment.lower() for segment in segments])
        return route

    def dialect_of(self, path: str) -> Dialect | None:
        """The dialect whose prefix the path has, whether or not a route matches."""
        return self.prefixes.get(first_segment(path)) or self._any_case_dialect(path)

    def _any_case_dialect(self, path: str) -> Dialect | None:
        return self._any_case_prefixes.get(first_segment(path).lower())


def first_segment(path: str) -> str:
    """What decides who serves a path; empty for a path without a slash in front."""
    return path.split("/", 2)[1] if path.startswith("/") else ""


def _lower_case(path: str) -> str:
    """A path in lower case, except for the names of its parameters."""
    return "/".join(segment if segment.startswith("{") else segment.lower() for segment in path.split("/"))


def _add(root: _Node, path: str, route: Route) -> None:
    node, names = root, []
    for segment in path.split("/")[1:]:
        if segment.startswith("{"):
            names.append(segment[1:-1])
            node.parameter_child = node.parameter_child or _Node()
            node = node.parameter_child
        else:
            node = node.children.setdefault(segment, _Node())
    if route.operation.method in node.routes:
        raise ValueError(f"two operations at {route.operation.method} {path}")
    node.routes[route.operation.method] = route
    node.parameter_names[route.operation.method] = tuple(names)


def _find_directly(root: _Node, segments: list[str]) -> RouteMatch | None:
    """Matches most paths, quickly: the first choice of `_find` at each segment, which finds what this does not."""
    node, values = root, []
    for segment in segments:
        child = node.children.get(segment)
        if child is None:
            child = node.parameter_child
            if child is None or not segment:
                return None
            values.append(segment)
        node = child
    return RouteMatch(node, values) if node.routes else None


def _find(root: _Node, segments: list[str], names: list[str]) -> RouteMatch | None:
    """Matches path segments by `names`, with backtracking; parameters take the segment itself, and are never empty."""
    node, values, index = root, list[str](), 0
    alternatives: list[tuple[int, _Node, int]] = []
    while index < len(segments) or not node.routes:
        segment = segments[index] if index < len(segments) else ""
        next_node = node.children.get(names[index] if index < len(names) else "")
        if next_node is not None:
            if node.parameter_child is not None and segment:
                alternatives.append((index, node.parameter_child, len(values)))
        elif node.parameter_child is not None and segment:
            next_node = node.parameter_child
            values.append(segment)
        elif alternatives:
            index, next_node, value_count = alternatives.pop()
            values[value_count:] = [segments[index]]
        else:
            return None
        node, index = next_node, index + 1
    return RouteMatch(node, values)
