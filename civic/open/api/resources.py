"""The table of the API: every address, what it gives, and how it is read."""

from typing import Any

from sqlmodel import Session

from civic.library.models import DocumentKind
from civic.library.queries import VersionShown
from civic.open import records
from civic.open.api.asked import Asked, Found, Param, Resource
from civic.open.reads import documents, others, results, talk
from civic.open.reads.asking import Page
from civic.search.asked import FIELDS, MOST_PAGES
from civic.search.queries import PAGE

KEY = Param("key", "資料のキー / Key of a document")
ROOM = Param("room_id", "会議室の番号 / Number of a room", "number")
POST = Param("post_id", "書き込みの番号 / Number of a post", "number")
ANSWER = Param("response_id", "回答の番号 / Number of an answer", "number")
ENTRY = Param("entry_id", "登録の番号 / Number of an entry", "number")
PATH = Param("path", "資料の中の場所 / Place in the document")
AT = Param("at", "この日に効力のある版（施行日による） / The version in force on this day", "date")
V = Param("v", "版の番号 / Number of a version", "number")
_KINDS = tuple(kind.value for kind in DocumentKind)
_WORDS = {
    "q": "探す言葉 / Words to look for", "kind": "種類 / Kind", "sort": "relevance・new・old",
    "page": "ページ（1から） / Page, from 1", "since": "この日から / From this day", "until": "この日まで / To this day",
    "as_of": "この日に効力のあるもの / In force on this day", "doc": "一つの資料の中 / Within one document",
    "room": "一つの会議室の中 / Within one room", "scope": "unit・doc", "group": "doc: 資料ごと / by document",
    "words": "only: 同じ意味の言葉を使わない / without synonyms",
}  # fmt: skip


def _documents(db: Session, a: Asked) -> Found:
    v = a.values
    found = documents.page(
        db, a.city, a.after, a.limit,
        kind=v.get("kind", ""), body=v.get("body", ""), since=v.get("published_since"),
    )  # fmt: skip
    return Found(found)


def _version(db: Session, a: Asked) -> VersionShown | None:
    return documents.version_at(db, a.values["key"], a.values.get("v"), a.values.get("at"))


def _units(db: Session, a: Asked) -> Found | None:
    version = _version(db, a)
    return Found(documents.units(db, a.city, a.after, a.limit, version=version)) if version else None


def _unit(db: Session, a: Asked) -> records.UnitRecord | None:
    version = _version(db, a)
    return documents.unit(db, a.city, version, a.values["path"]) if version else None


def _versions(db: Session, a: Asked) -> Found | None:
    found = documents.versions(db, a.city, a.values["key"])
    return Found(Page(found), len(found)) if found else None


def _room_posts(db: Session, a: Asked) -> Found | None:
    room_id = a.values["room_id"]
    if talk.room(db, a.city, room_id) is None:
        return None
    return Found(talk.posts_in(db, a.city, a.after, a.limit, room_id=room_id))


def _thread(db: Session, a: Asked) -> Found | None:
    found = talk.posts_in(db, a.city, a.after, a.limit, thread_id=a.values["post_id"])
    return Found(found) if found.records or a.after else None


def _search(db: Session, a: Asked) -> Found | None:
    found = others.hits(db, a.site, a.city, dict(a.raw))
    if found is None:
        return None
    rows, total, page = found
    has_more = bool(rows) and total > page * PAGE and page < MOST_PAGES
    return Found(Page(rows, f"page={page + 1}" if has_more else ""), total)


def _listed(read: Any) -> Any:
    return lambda db, a: Found(read(db, a.city, a.after, a.limit))


RESOURCES = (
    Resource(
        "/documents", "api_documents", "市の資料（いまの版） / Documents", records.DocumentRecord, _documents, True,
        (Param("kind", "種類 / Kind", choices=_KINDS), Param("body", "会議体 / Body"),
         Param("published_since", "この日時から後に公表したもの（差分の取得に） / Published since, for harvesting", "moment")),
    ),
    Resource(
        "/documents/{key}", "api_document", "資料 1件 / One document", records.DocumentRecord,
        lambda db, a: documents.one(db, a.city, a.values["key"]), path_params=(KEY,),
    ),
    Resource(
        "/documents/{key}/versions", "api_versions", "資料の版 / Versions of a document", records.VersionRecord,
        _versions, True, path_params=(KEY,),
    ),
    Resource(
        "/documents/{key}/units", "api_units", "資料の部分（版や日を選べます） / Units of a document, of any version or day",
        records.UnitRecord, _units, True, (AT, V), (KEY,),
    ),
    Resource(
        "/documents/{key}/units/{path}", "api_unit", "部分 1つ / One unit", records.UnitRecord, _unit,
        params=(AT, V), path_params=(KEY, PATH),
    ),
    Resource(
        "/search", "api_search", "検索（画面の検索と同じ欄） / Search, with the fields of the search page",
        records.HitRecord, _search, True, tuple(Param(name, _WORDS.get(name, name)) for name in FIELDS),
    ),
    Resource("/rooms", "api_rooms", "会議室 / Rooms", records.RoomRecord, _listed(talk.rooms), True),
    Resource(
        "/rooms/{room_id:int}", "api_room", "会議室 1つ / One room", records.RoomRecord,
        lambda db, a: talk.room(db, a.city, a.values["room_id"]), path_params=(ROOM,),
    ),
    Resource(
        "/rooms/{room_id:int}/posts", "api_room_posts", "会議室の書き込み（読む順） / Posts of a room, in reading order",
        records.PostRecord, _room_posts, True, path_params=(ROOM,),
    ),
    Resource(
        "/threads/{post_id:int}", "api_thread", "一つの話題の書き込み / Posts of a thread", records.PostRecord, _thread,
        True, path_params=(POST,),
    ),
    Resource(
        "/posts/{post_id:int}", "api_post", "書き込み 1件 / One post", records.PostRecord,
        lambda db, a: talk.post(db, a.city, a.values["post_id"]), path_params=(POST,),
    ),
    Resource("/answers", "api_answers", "市の回答 / Answers", records.AnswerRecord, _listed(talk.answers), True),
    Resource(
        "/answers/{response_id:int}", "api_answer", "回答 1件 / One answer", records.AnswerRecord,
        lambda db, a: talk.answer(db, a.city, a.values["response_id"]), path_params=(ANSWER,),
    ),
    Resource("/faq", "api_faq", "よくある質問 / Questions often asked", records.FaqRecord, _listed(results.faqs), True),
    Resource(
        "/opinions", "api_opinions", "意見公募の意見の概要と市の考え方 / Opinions of public comments with the city's view",
        records.OpinionRecord, _listed(results.opinions), True,
    ),
    Resource("/registry", "api_entries", "人・団体・場所 / The register", records.EntryRecord, _listed(others.entries), True),
    Resource(
        "/registry/{entry_id:int}", "api_entry", "登録 1件 / One entry", records.EntryRecord,
        lambda db, a: others.entry(db, a.city, a.values["entry_id"]), path_params=(ENTRY,),
    ),
    Resource("/events", "api_events", "日程 / Dates", records.EventRecord, _listed(others.events), True),
    Resource(
        "/coverage", "api_coverage", "資料のそろい方 / Coverage", records.CoverageRecord, _listed(documents.coverage),
        True,
    ),
    Resource("/log", "api_log", "投稿への対応の記録 / Log of moderation", records.ActRecord, _listed(talk.acts), True),
)  # fmt: skip
