"""The rules of the server as an OpenAPI document: from the routes, the messages and the declared kinds themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from inspect import cleandoc
from typing import Annotated, Any

import msgspec
from litestar.handlers import HTTPRouteHandler
from litestar.types.empty import Empty

from salesdesk import __version__
from salesdesk.domain import fields as f
from salesdesk.domain.fields import Field
from salesdesk.domain.record import Kind, Kinds
from salesdesk.protocol import wire
from salesdesk.protocol.wire import PROTOCOL, PROTOCOL_HEADER, Problem
from salesdesk.server import bodies, checking
from salesdesk.server.rules import RULES

SAYS = "says"
_SCHEMAS = "#/components/schemas/{name}"
_JSON = "application/json"
EVENTS = "text/event-stream"
_PROBLEM = {"$ref": _SCHEMAS.format(name="Problem")}
_HEADERS = {
    PROTOCOL_HEADER: {
        "description": "By this a reply is known as the server's own.", "required": True,
        "schema": {"type": "string", "const": PROTOCOL},
    },
}  # fmt: skip
_WHEN = {
    400: "What was sent cannot be read, or is no such message.",
    401: "Nobody is logged in by this token, or name and password are wrong.",
    409: "The epoch is not the server's: it was restored, or is another company's; or the cursor is of the future.",
    410: "The cursor is from too long ago: fetch everything.",
    413: "More than one request may hold.",
    422: "What is handed in says more than this server knows: it is older than the program.",
    426: "The program is too old for this server.",
    429: "Too many wrong tries: wait.",
    500: "The server failed; nothing was done.",
    503: "The server cannot answer now; ask again.",
}


@dataclass(frozen=True)
class Says:
    """What a handler takes and gives, the statuses by which it may refuse, whether anybody may ask it, and whether it
    gives many, one after the other."""

    gives: Any
    takes: Any = None
    refuses: tuple[int, ...] = ()
    public: bool = False
    stream: bool = False


def document(handlers: Iterable[HTTPRouteHandler], kinds: Kinds) -> dict[str, Any]:
    """The OpenAPI 3.1 document of those handlers that say something."""
    stated = [handler for handler in handlers if SAYS in handler.opt]
    messages = {type: None for x in stated for type in (x.opt[SAYS].takes, x.opt[SAYS].gives) if type}
    schemas, components = msgspec.json.schema_components([*messages, Problem], ref_template=_SCHEMAS)
    of = dict(zip(messages, schemas, strict=False))
    paths: dict[str, dict[str, Any]] = {}
    for handler in stated:
        [path], [method] = handler.paths, handler.http_methods
        paths.setdefault(path.replace(":str}", "}"), {})[method.lower()] = _operation(handler, handler.opt[SAYS], of)
    components |= {_named(kind): _fields(kind) for kind in kinds}
    components["Write"] = _write(components["Write"], kinds)
    return {
        "openapi": "3.1.0",
        "info": {"title": "SalesDesk", "version": __version__, "description": RULES},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"device": {"type": "http", "scheme": "bearer", "description": "The access token."}},
        },
    }


# --- operations -------------------------------------------------------------------------------


def _operation(handler: HTTPRouteHandler, says: Says, of: Mapping[Any, Any]) -> dict[str, Any]:
    # Each event's data is such a message.
    shown = (
        {"schema": {"type": "string"}, "x-event-data": of[says.gives]} if says.stream else {"schema": of[says.gives]}
    )
    done = {"description": "Done.", "headers": _HEADERS, "content": {EVENTS if says.stream else _JSON: shown}}
    refuses = {400, 500, 503, *says.refuses} | ({413} if says.takes else set()) | (set() if says.public else {401})
    made: dict[str, Any] = {
        "operationId": handler.handler_name,
        "summary": cleandoc(getattr(handler.fn, "func", handler.fn).__doc__ or ""),
        "security": [] if says.public else [{"device": []}],
        "parameters": list(_parameters(handler)),
        "responses": {"200": done} | {str(status): _refusal(status) for status in sorted(refuses)},
    }
    if says.takes:
        made["requestBody"] = {
            "required": True, "content": {_JSON: {"schema": of[says.takes]}},
            "description": f"At most {bodies.LARGEST} bytes, packed and unpacked.",
        }  # fmt: skip
        packed = {"type": "string", "enum": ["identity", "zstd", "gzip"]}
        made["parameters"].append({"name": "Content-Encoding", "in": "header", "required": False, "schema": packed})
    return made


def _refusal(status: int) -> dict[str, Any]:
    return {"description": _WHEN[status], "headers": _HEADERS, "content": {_JSON: {"schema": _PROBLEM}}}


def _parameters(handler: HTTPRouteHandler) -> Iterable[dict[str, Any]]:
    """The parameters of the handler's signature: those of its path, and the rest of its query."""
    [path] = handler.paths
    for name, known in handler.parsed_fn_signature.parameters.items():
        if name in {"request", "body"}:
            continue
        placed = "path" if f"{{{name}:" in path else "query"
        required = placed == "path" or known.default is Empty
        limits = [x for x in known.metadata if isinstance(x, msgspec.Meta)]
        schema = msgspec.json.schema(Annotated[(known.annotation, *limits)] if limits else known.annotation)
        yield {"name": name, "in": placed, "required": required, "schema": schema}


# --- what a record may hold -------------------------------------------------------------------


def _named(kind: Kind) -> str:
    return f"{kind.name}.fields"


def _write(schema: dict[str, Any], kinds: Kinds) -> dict[str, Any]:
    """The message with the kinds that there are and what each of them may hold."""
    some = [{"$ref": _SCHEMAS.format(name=_named(kind))} for kind in kinds]
    named = {"kind": {"enum": [kind.name for kind in kinds]}, "fields": {"anyOf": some, "default": {}}}
    return schema | {"properties": schema["properties"] | named}


def _fields(kind: Kind) -> dict[str, Any]:
    needed = ", ".join(field.name for field in kind.fields if field.required)
    return {
        "type": "object",
        "description": f"Fields of the kind {kind.name}" + (f"; a new record needs {needed}." if needed else "."),
        "properties": {field.name: _value(field) for field in kind.fields},
        "additionalProperties": False,
    }


def _value(field: Field) -> dict[str, Any]:
    """What a field takes, as JSON Schema has it."""
    text = {"type": "string", "pattern": r"^[^\x00]*$", "maxLength": checking.longest(field)}
    match field:
        case f.Choice():
            return {"enum": sorted({"", *(key for key, _label in field.choices)})}
        case f.Link():
            return {"type": "string", "pattern": f"^$|{wire.ID_FORM}", "description": f"The id of a {field.to}."}
        case f.Words():
            return {"type": "array", "items": text, "maxItems": checking.MOST_WORDS}
        case f.Number() | f.Rate():
            return text | {"type": ["string", "null"], "pattern": r"^-?[0-9]{1,14}(\.[0-9]{1,20})?$"}
        case _:
            return _OTHERWISE.get(type(field), text)


_OTHERWISE: Mapping[type[Field], dict[str, Any]] = {
    f.YesNo: {"type": "boolean"},
    f.Count: {"type": ["integer", "null"], "exclusiveMinimum": -(2**53), "exclusiveMaximum": 2**53},
    f.Day: {"type": ["string", "null"], "format": "date"},
    f.Moment: {"type": ["string", "null"], "format": "date-time"},
}
