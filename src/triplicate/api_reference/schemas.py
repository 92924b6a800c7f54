"""JSON schemas for the API reference: types, constraints and nested members in plain English."""

from typing import Any, NamedTuple

from triplicate.api.schemas import ref_name

Schema = dict[str, Any]
_MAX_DEPTH = 8
_CONSTRAINTS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "minLength": "{} characters or more",
    "maxLength": "{} characters at most",
    "minItems": "{} or more",
    "maxItems": "{} at most",
    "pattern": "`{}`",
}


class Member(NamedTuple):
    """A member or parameter. `kind` is its type in a few words, `values` are the allowed values of an enum."""

    name: str
    kind: str
    required: bool
    description: str
    rules: tuple[str, ...]
    values: tuple[str, ...]
    location: str = ""
    members: tuple["Member", ...] = ()


class Schemas:
    """The named schemas of a document."""

    def __init__(self, components: dict[str, Schema]) -> None:
        self._components = components

    def members(self, schema: Schema, ancestors: tuple[str, ...] = ()) -> tuple[Member, ...]:
        """The members of an object, of the items of a list, or of the first alternative that has members."""
        object_and_path = self._first_object(schema, ancestors)
        if object_and_path is None:
            return ()
        object_schema, path = object_and_path
        required = object_schema.get("required", [])
        return tuple(
            self.member(name, inner, name in required, path) for name, inner in object_schema["properties"].items()
        )

    def member(self, name: str, schema: Schema, required: bool, ancestors: tuple[str, ...] = ()) -> Member:
        """One member with all that is inside it."""
        options = [self._resolved(option) for option in _options(schema)]
        return Member(
            name=name,
            kind=" or ".join(dict.fromkeys(self._kind(option) for option in options)),
            required=required,
            description=schema.get("description") or self._description(schema),
            rules=tuple(dict.fromkeys(rule for option in options for rule in self._rules(option))) + _default(schema),
            values=tuple(str(word) for option in options for word in self._allowed_values(option)),
            members=self.members(schema, ancestors),
        )

    def _description(self, schema: Schema) -> str:
        """The first description among a schema's alternatives and their items."""
        candidates = [self._resolved(option) for one in _options(schema) for option in (one, *_items(one))]
        return next((str(one["description"]) for one in candidates if "description" in one), "")

    def _resolved(self, schema: Schema) -> Schema:
        name = ref_name(schema)
        return self._components[name] if name else schema

    def _first_object(self, schema: Schema, ancestors: tuple[str, ...]) -> tuple[Schema, tuple[str, ...]] | None:
        """The first object in a schema, unless recursive, and the names of the types on the path to it."""
        for option in _options(schema):
            name = ref_name(option)
            if name in ancestors or len(ancestors) > _MAX_DEPTH:
                continue
            target = self._resolved(option)
            path = (*ancestors, name) if name else ancestors
            if target.get("properties"):
                return target, path
            inner_schemas = [*_items(target), target.get("additionalProperties")]
            for inner_schema in inner_schemas:
                if isinstance(inner_schema, dict) and (result := self._first_object(inner_schema, path)):
                    return result
        return None

    def _kind(self, schema: Schema) -> str:
        kind, values = schema.get("type"), self._allowed_values(schema)
        if values:
            return "some of" if kind == "array" else "one of" if len(values) > 1 else "always"
        if kind == "array":
            inner = " or ".join(dict.fromkeys(self._kind(self._resolved(option)) for option in _items(schema)))
            return f"list of {_PLURALS.get(inner, inner)}"
        return str(schema.get("format") or kind or "anything")

    def _allowed_values(self, schema: Schema) -> list[Any]:
        if "const" in schema:
            return [schema["const"]]
        if schema.get("type") == "array":
            return [word for one in _items(schema) for word in self._allowed_values(self._resolved(one))]
        return list(schema.get("enum", []))

    def _rules(self, schema: Schema) -> list[str]:
        if "enum" in schema:
            return []
        rules = [_rule(text, schema[name]) for name, text in _CONSTRAINTS.items() if name in schema]
        if schema.get("type") == "array":
            rules += [f"each {rule}" for one in _items(schema) for rule in self._rules(self._resolved(one))]
        return rules


_PLURALS = {"object": "objects", "string": "strings", "integer": "integers", "number": "numbers"}


def _rule(text: str, bound: Any) -> str:
    """A constraint in words: `1 characters or more` becomes `not empty`."""
    return "not empty" if bound == 1 and text.endswith("or more") else text.format(bound)


def _options(schema: Schema) -> list[Schema]:
    """The alternatives of a schema; itself where it has none."""
    alternatives = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    return [inner for option in alternatives for inner in _options(option)] if alternatives else [schema]


def _items(schema: Schema) -> list[Schema]:
    """The alternatives for the items of a list."""
    schemas = [schema.get("items"), *schema.get("prefixItems", [])]
    return [option for one in schemas if isinstance(one, dict) for option in _options(one)]


def _default(schema: Schema) -> tuple[str, ...]:
    default = schema.get("default")
    if default is None or default in ("", [], {}, ()):
        return ()
    return (f"default {str(default).lower() if isinstance(default, bool) else default}",)
