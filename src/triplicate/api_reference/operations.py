"""The view model of the API reference, read from an OpenAPI document: operations by group, and shared types."""

from collections import Counter
from typing import Any, NamedTuple

from triplicate.api.schemas import reference
from triplicate.api_reference.curl import command, written
from triplicate.api_reference.schemas import Member, Schemas

Json = dict[str, Any]


class Answer(NamedTuple):
    """One response of an operation: with a shared type (`type_name`), or with its own `members`."""

    status: str
    told: str
    content_type: str
    kind: str
    headers: tuple[Member, ...]
    members: tuple[Member, ...]


class Operation(NamedTuple):
    """One operation. `paths` are its alternative paths; `example` is its own example response, or empty.

    `failure_type` is the name of the type of all `failures`.
    """

    id: str
    method: str
    paths: tuple[str, ...]
    summary: str
    told: str
    scopes: tuple[str, ...]
    source: str
    parameters: tuple[Member, ...]
    body: Member | None
    success: Answer
    failures: tuple[Answer, ...]
    failing: str
    shown: str
    curl: str


class Group(NamedTuple):
    """The operations with one tag; the name is empty if the document has no tags."""

    name: str
    operations: tuple[Operation, ...]


class Kind(NamedTuple):
    """A type that several responses share."""

    name: str
    told: str
    members: tuple[Member, ...]
    shown: str


def read(document: Json) -> tuple[tuple[Group, ...], tuple[Kind, ...]]:
    """The operations by their first tag, and the types, in the document's order."""
    reader = _Reader(document)
    return reader.groups(), tuple(reader.kind(name) for name in reader.shared)


class _Reader:
    def __init__(self, document: Json) -> None:
        self._document = document
        self._schemas = Schemas(document["components"]["schemas"])
        self._scheme = document["components"]["securitySchemes"]["token"]
        self.shared = _shared(document)

    def groups(self) -> tuple[Group, ...]:
        """The operations by their first tag; those without a tag are in a group with an empty name."""
        found: dict[str, list[Operation]] = {}
        for path, methods in self._document["paths"].items():
            for method, described in methods.items():
                if "x-same-as" not in described:
                    tag = (described.get("tags") or [""])[0]
                    found.setdefault(tag, []).append(self.operation(path, method, described))
        return tuple(Group(name, tuple(operations)) for name, operations in found.items())

    def kind(self, name: str) -> Kind:
        """A named type."""
        described = self._document["components"]["schemas"][name]
        example = self._document["components"]["examples"].get(name, {}).get("value")
        members = self._schemas.members({"$ref": f"#/components/schemas/{name}"})
        return Kind(name, described.get("description", ""), members, written(example) if example else "")

    def operation(self, path: str, method: str, described: Json) -> Operation:
        """One operation under its first path."""
        success, *failures = (self._answer(status, found) for status, found in described["responses"].items())
        body = described.get("requestBody")
        return Operation(
            id=described["operationId"],
            method=method.upper(),
            paths=(path, *self._also_at(described["operationId"])),
            summary=described["summary"],
            told=described.get("description", ""),
            scopes=tuple(described["security"][0]["token"]),
            source=described.get("externalDocs", {}).get("url", ""),
            parameters=tuple(self._parameter(one) for one in described["parameters"]),
            body=self._body(body) if body else None,
            success=success,
            failures=tuple(failures),
            failing=next((failure.kind for failure in failures if failure.kind), ""),
            shown=self._shown(_content(described["responses"][success.status])),
            curl=command(self._scheme, method.upper(), path, described),
        )

    def _also_at(self, id: str) -> list[str]:
        """The other paths of the same operation."""
        paths = self._document["paths"].items()
        return [path for path, methods in paths for one in methods.values() if one.get("x-same-as") == id]

    def _parameter(self, described: Json) -> Member:
        member = self._schemas.member(described["name"], described["schema"], described["required"])
        return member._replace(place=described["in"], told=described.get("description", ""))

    def _shown(self, content: Json) -> str:
        """The example of a response; empty if its shared type shows it already."""
        for example in content.get("examples", {}).values():
            name = reference(example)
            return "" if name in self.shared else written(self._document["components"]["examples"][name]["value"])
        return written(content["example"]) if "example" in content else ""

    def _body(self, described: Json) -> Member:
        return self._schemas.member("body", _content(described)["schema"], described["required"])

    def _answer(self, status: str, described: Json) -> Answer:
        if "$ref" in described:
            described = self._document["components"]["responses"][reference(described)]
        headers = described.get("headers", {}).items()
        schema = _content(described).get("schema", {})
        kind = reference(schema)
        return Answer(
            status=status,
            told=described["description"],
            content_type=next(iter(described.get("content", {})), ""),
            kind=kind if kind in self.shared else "",
            headers=tuple(
                self._schemas.member(name, one["schema"] | {"description": one["description"]}, False)
                for name, one in headers
            ),
            members=() if kind in self.shared else self._schemas.members(schema),
        )


def _shared(document: Json) -> tuple[str, ...]:
    """The names of the types that several responses share, and of the error types."""
    operations = [one for methods in document["paths"].values() for one in methods.values()]
    answers = [answer for one in operations for answer in one["responses"].values()]
    count = Counter(reference(_content(answer).get("schema", {})) for answer in answers)
    failures = {reference(_content(one)["schema"]): 2 for one in document["components"]["responses"].values()}
    return tuple(name for name, times in {**count, **failures}.items() if name and times > 1)


def _content(described: Json) -> Json:
    """The media type object of a request body or response, which has at most one."""
    return next(iter(described.get("content", {}).values()), {})
