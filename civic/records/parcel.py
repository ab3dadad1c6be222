"""One's own data as a ZIP: JSON for machines, a page to read, and a word on what it is. Made in memory, kept nowhere."""

import base64
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from html import escape
from typing import Any

from civic import clock
from civic.i18n import sentence
from civic.records.labels import COLUMNS

Data = Mapping[str, Sequence[Mapping[str, Any]]]
STYLE = (
    "body{font-family:sans-serif;line-height:1.7;max-width:60rem;margin:auto;padding:1rem}"
    "table{border-collapse:collapse;width:100%;margin-block:1rem}th,td{border:1px solid #767676;padding:.4rem .6rem;"
    "text-align:start;vertical-align:top;overflow-wrap:anywhere;white-space:pre-wrap}th{width:14rem;font-weight:600}"
)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return clock.tokyo(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def as_json(data: Data, city: str, made_at: datetime) -> bytes:
    rows = {table: [{k: _plain(v) for k, v in row.items()} for row in found] for table, found in data.items()}
    whole = {"city": city, "made_at": clock.tokyo(made_at).isoformat(), "data": rows}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=str).encode()


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime):
        return f"{clock.tokyo(value):%Y年%m月%d日 %H:%M}"
    plain = _plain(value)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, (list, dict)) else str(plain)


def as_page(data: Data, city: str, made_at: datetime) -> bytes:
    """A page that stands alone: it opens without this site and loads nothing."""
    parts = [
        '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>あなたの情報（{escape(city)}）</title><style>{STYLE}</style></head><body>"
        f"<h1>あなたの情報</h1><p>{escape(city)}が持っている、あなたの情報のすべてです。{_said(made_at)}に作りました。"
        "パスワードなど、鍵になるものは入れていません。</p>"
    ]
    for table, rows in data.items():
        if not rows:
            continue
        parts.append(f"<h2>{escape(sentence(f'records.table.{table}'))}（{len(rows)}件）</h2>")
        for row in rows:
            cells = "".join(
                f'<tr><th scope="row">{escape(COLUMNS.get(name, name))}</th><td>{escape(_said(value))}</td></tr>'
                for name, value in row.items()
                if value not in (None, "", [], {})
            )
            parts.append(f"<table>{cells}</table>")
    parts.append("</body></html>")
    return "".join(parts).encode()


def parcel(data: Data, city: str, made_at: datetime) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", as_json(data, city, made_at))
        archive.writestr("index.html", as_page(data, city, made_at))
    return out.getvalue()
