"""/docs: the OpenAPI document as a page that needs nothing from elsewhere, unlike the usual viewers."""

import json
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "code{background:#f2f2f2;padding:.1rem .3rem}pre{background:#f2f2f2;padding:1rem;overflow:auto}"
    "summary{cursor:pointer;padding:.3rem 0}b{display:inline-block;min-width:4.5rem}"
)


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """Every route with what it takes."""
    return HTMLResponse(page_of(request.app.openapi()))


def page_of(document: dict[str, Any]) -> str:
    """The page of an OpenAPI document: its operations by tag, each with its parameters and body."""
    tagged: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tagged.setdefault(operation.get("tags", ["other"])[0], []).append(
                _operation(method, path, operation, document)
            )
    sections = "".join(f"<h2>{escape(tag)}</h2>{''.join(shown)}" for tag, shown in tagged.items())
    about = document["info"]
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(about["title"])}</title>'
        f"<style>{_STYLE}</style><h1>{escape(about['title'])} {escape(about['version'])}</h1>"
        f'<p>{escape(about.get("description", ""))} <a href="/openapi.json">OpenAPI</a></p>{sections}</html>'
    )


def _operation(method: str, path: str, operation: dict[str, Any], document: dict[str, Any]) -> str:
    parameters = {item["name"]: item["schema"] for item in operation.get("parameters", ())}
    bodies = operation.get("requestBody", {}).get("content", {})
    shown = [("Parameters", parameters)] if parameters else []
    shown += [(media, _resolved(body["schema"], document)) for media, body in bodies.items()]
    details = "".join(
        f"<p>{escape(name)}</p><pre>{escape(json.dumps(schema, ensure_ascii=False, indent=1))}</pre>"
        for name, schema in shown
    )
    says = escape(operation.get("description", ""))
    return f"<details><summary><b>{method.upper()}</b> <code>{escape(path)}</code> {says}</summary>{details}</details>"


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The schema that a reference names."""
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document["components"]["schemas"][name] if name else schema
    properties: dict[str, Any] = found.get("properties", found)
    return properties
