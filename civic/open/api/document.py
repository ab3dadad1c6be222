"""The OpenAPI 3.1 document, made from the table of the API and the record models; nothing in it is written by hand."""

import re
from functools import cache
from typing import Any

from pydantic import BaseModel, create_model
from pydantic.json_schema import models_json_schema

from civic.open.api.asked import Param, Resource
from civic.open.api.resources import RESOURCES
from civic.open.records import Record, said

PREFIX = "/api/v1"
VERSION = "1.0.0"


class Problem(BaseModel):
    """RFC 9457, in both languages."""

    type: str = said("種類のアドレス（about:blank）", "Kind of problem")
    title: str = said("題名（日本語）", "Title in Japanese")
    title_en: str = said("題名（英語）", "Title in English")
    status: int = said("HTTPの番号", "HTTP status")
    detail: str = said("説明（日本語）", "What happened, in Japanese")
    detail_en: str = said("説明（英語）", "What happened, in English")


@cache
def list_model(record: type[Record]) -> type[BaseModel]:
    """The answer of a list."""
    fields: Any = {
        "items": (list[record], said("この回の記録", "Records of this page")),  # type: ignore[valid-type]
        "next": (str | None, said("続きのアドレス。終わりならnull", "Address of the next page; null at the end")),
        "total": (int | None, said("全部の数（分かるとき）", "How many there are, where known")),
        "licence": (str, said("利用条件", "Licence")),
    }
    return create_model(record.__name__.replace("Record", "List"), **fields)


def plain(path: str) -> str:
    """`{room_id:int}` as OpenAPI writes it."""
    return re.sub(r"{(\w+):\w+}", r"{\1}", path)


def _parameter(param: Param, where: str) -> dict[str, Any]:
    return {
        "name": param.name, "in": where, "required": where == "path", "description": param.said,
        "schema": param.schema,
    }  # fmt: skip


def _operation(one: Resource) -> dict[str, Any]:
    model = list_model(one.record) if one.is_list else one.record
    problems = ("400", "404", "429") + (("503",) if one.name == "api_search" else ())
    return {
        "operationId": one.name, "summary": one.said, "description": (one.record.__doc__ or "").strip(),
        "parameters": [
            *(_parameter(param, "path") for param in one.path_params),
            *(_parameter(param, "query") for param in one.all_params),
        ],
        "responses": {
            "200": {
                "description": "OK",
                "headers": {"ETag": {"description": "If-None-Match", "schema": {"type": "string"}}},
                "content": {"application/json": {"schema": _ref(model.__name__)}},
            },
            "304": {"description": "変わっていません / Not modified"},
            **{
                status: {
                    "description": "Problem",
                    "content": {"application/problem+json": {"schema": _ref("Problem")}},
                }
                for status in problems
            },
        },
    }  # fmt: skip


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@cache
def _schemas() -> dict[str, Any]:
    names = {one.record for one in RESOURCES}
    models: list[type[BaseModel]] = [*names, *(list_model(one.record) for one in RESOURCES if one.is_list), Problem]
    _map, found = models_json_schema(
        [(model, "serialization") for model in models], ref_template="#/components/schemas/{model}"
    )
    return dict(sorted(found["$defs"].items()))


def openapi(city: str, base: str, licence: str, licence_url: str) -> dict[str, Any]:
    """For one city."""
    info: dict[str, Any] = {
        "title": f"{city} API", "version": VERSION,
        "description": "だれでも読めるものだけを返す、読むだけのAPIです。 Read-only; only what everybody may read.",
    }  # fmt: skip
    if licence:
        info["license"] = {"name": licence, **({"url": licence_url} if licence_url else {})}
    return {
        "openapi": "3.1.0", "info": info, "servers": [{"url": base + PREFIX}],
        "paths": {plain(one.path): {"get": _operation(one)} for one in RESOURCES},
        "components": {"schemas": _schemas()},
    }  # fmt: skip
