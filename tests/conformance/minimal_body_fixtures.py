"""Builds the smallest JSON value that a type accepts."""

from typing import Any

from msgspec import inspect


def minimal_value(kind: Any) -> Any:
    """A JSON value of a type. A text with a pattern cannot be made up: such an operation needs an example."""
    return _value(inspect.type_info(kind))


def _value(kind: inspect.Type) -> Any:
    match kind:
        case inspect.StructType(fields=fields):
            return {field.encode_name: _value(field.type) for field in fields if field.required}
        case inspect.Metadata(type=inner):
            return _value(inner)
        case inspect.UnionType(types=types):
            return _value(next(one for one in types if not isinstance(one, inspect.NoneType)))
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.EnumType(cls=words):
            return next(iter(words)).value
        case inspect.StrType(pattern=None, min_length=length):
            return "a" * (length or 1)
        case inspect.IntType() | inspect.FloatType():
            return kind.ge if kind.ge is not None else kind.gt + 1 if kind.gt is not None else 0
        case inspect.BoolType():
            return False
        case inspect.ListType(item_type=item, min_length=length):
            return [_value(item) for _ in range(length or 0)]
        case inspect.DictType() | inspect.AnyType():
            return {}
        case _:
            raise NotImplementedError(f"no smallest value of {kind}")
