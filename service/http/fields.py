"""The fields of a request in whichever way a client sends them: JSON, a form, or the query."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import UploadFile

from service.errors import ServiceError
from service.http.problems import NOT_JSON

_FALSE = frozenset({"", "0", "false", "none"})


def described(needed: Mapping[str, str], also: Mapping[str, str] | None = None, forms: bool = True) -> dict[str, Any]:
    """The body for the OpenAPI document: the fields by name with their kind, "text", "texts", "flag" or "file"."""
    kinds: dict[str, dict[str, Any]] = {
        "text": {"type": "string"},
        "texts": {"type": "array", "items": {"type": "string"}},
        "flag": {"type": "boolean"},
        "file": {"type": "string", "format": "binary"},
    }
    fields = {**needed, **(also or {})}
    schema = {
        "type": "object",
        "properties": {name: kinds[kind] for name, kind in fields.items()},
        "required": list(needed),
    }
    media = ["multipart/form-data"] if "file" in fields.values() else ["application/json"]
    if forms and "file" not in fields.values():
        media.append("application/x-www-form-urlencoded")
    return {"requestBody": {"required": True, "content": {name: {"schema": schema} for name in media}}}


class Fields:
    """Texts by name; a field may be there several times."""

    def __init__(self, pairs: Iterable[tuple[str, object]]) -> None:
        self._texts: dict[str, list[str]] = {}
        self.files: dict[str, UploadFile] = {}
        self.lists: set[str] = set()  # the names that JSON gave as a list
        for name, value in pairs:
            if isinstance(value, UploadFile):
                self.files[name] = value
            elif isinstance(value, list):
                self.lists.add(name)
                self._texts.setdefault(name, []).extend(_text(name, item) for item in value)
            elif value is not None:
                self._texts.setdefault(name, []).append(_text(name, value))

    def __contains__(self, name: str) -> bool:
        return name in self._texts

    def all(self, name: str) -> list[str]:
        """Every text of this name, in order."""
        return self._texts.get(name, [])

    def one(self, name: str, default: str | None = None) -> str:
        """The text of this name, which is needed where there is no default; ServiceError where it is missing."""
        texts = self._texts.get(name)
        if texts:
            return texts[-1]
        if default is None:
            raise ServiceError(f"The field {name} is missing; send it.")
        return default

    def flag(self, name: str) -> bool:
        return self.one(name, "").casefold() not in _FALSE


async def read_fields(request: Request) -> Fields:
    """The fields of the query and the body; ServiceError where the body cannot be read."""
    pairs: list[tuple[str, object]] = list(request.query_params.multi_items())
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except (ValueError, RecursionError):
            raise ServiceError(NOT_JSON) from None
        if not isinstance(body, dict):
            raise ServiceError("The body is JSON, but no object; send one with the fields as its members.")
        pairs += body.items()
    elif kind == "application/x-www-form-urlencoded":
        # Not request.form(): it reads as Latin-1 what is not percent-encoded, and `curl -d text=抵押权。` sends UTF-8.
        try:
            pairs += parse_qsl((await request.body()).decode("utf-8"), keep_blank_values=True, max_num_fields=1000)
        except ValueError:
            raise ServiceError("The form cannot be read; send at most 1,000 fields, in UTF-8.") from None
    elif kind == "multipart/form-data":
        pairs += (await request.form()).multi_items()
    return Fields(pairs)


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, float)):
        return str(value)
    if not isinstance(value, str):
        raise ServiceError(f"The field {name} is not text; send a text, or a list of texts.")
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ServiceError(f"The field {name} has characters that no text has (U+0000 or half a pair); remove them.")
    return value
