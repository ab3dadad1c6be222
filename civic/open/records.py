"""What one line of the open data says, field by field: the API's answers, the columns of exports and their description.

Field names of documents are those of the common record (DOMAIN §8); dates are ISO 8601, amounts are yen as integers,
`city_code` is 全国地方公共団体コード."""

from datetime import date as calendar_day
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


def said(japanese: str, english: str, **more: Any) -> Any:
    return Field(description=f"{japanese} / {english}", **more)


class Record(BaseModel):
    """Every record names its city and its own address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    city_code: str = said("全国地方公共団体コード", "Code of the local government")
    city: str = said("市の名前", "Name of the city")
    id: str = said("この一覧の中の番号", "Identifier within this list")
    url: str = said("ページのアドレス", "Address of the page")


class DocumentRecord(Record):
    """市の資料 1件（いまの版）。 One document, as its current version has it."""

    corpus: str = said("種類", "Kind: minutes, ordinance, law, budget, plan, other")
    title: str = said("題名", "Title")
    kana: str = said("題名の読み", "Reading of the title")
    number: str = said("番号（条例第5号など）", "Its number")
    date: calendar_day | None = said("日付", "Date")
    fiscal_year: int | None = said("年度", "Fiscal year, from April")
    body: str = said("会議体・作成した機関", "Assembly, committee or body")
    meeting: str = said("会議の名前", "Meeting")
    section: str = said("所管課", "Section in charge")
    topics: list[str] = said("分野のコード", "Codes of topics")
    units: int = said("部分（発言・条・行）の数", "How many units it has")
    quality: str = said(
        "文の質（A 構造あり・B 文のみ・C 順序に疑い・D 画像のみ）", "Quality A to D; C and D: check the original"
    )
    version: int = said("版", "Version")
    effective_from: calendar_day | None = said("施行日・この版の始まり", "In force from")
    published_at: datetime | None = said("公表した日時", "Published")
    source_url: str = said("もとのアドレス", "Address of the source")
    source_sha256: str = said("もとのファイルのSHA-256", "SHA-256 of the original file")
    retrieved_at: datetime = said("取り込んだ日時", "Retrieved")
    method: str = said("読み取りの方法", "How it was read: xml, html, csv, pdf-text …")
    licence: str = said("この資料の利用条件", "Licence of this document")


class VersionRecord(Record):
    """資料の版 1つ。閉じた版は文を出しません。 One version; a closed one has no text."""

    document: str = said("資料のキー", "Key of the document")
    version: int = said("版", "Version")
    state: str = said("状態（published・closed）", "State: published or closed")
    is_current: bool = said("いまの版か", "Whether it is the current one")
    title: str = said("題名", "Title")
    effective_from: calendar_day | None = said("施行日", "In force from")
    effective_to: calendar_day | None = said(
        "この日まで（次の版の前の日）", "In force until, the day before the next version"
    )
    published_at: datetime | None = said("公表した日時", "Published")
    source_sha256: str = said("もとのファイルのSHA-256", "SHA-256 of the original file")
    quality: str = said("文の質", "Quality A to D")
    units: int = said("部分の数", "How many units it has")


class UnitRecord(Record):
    """資料の部分 1つ（発言・条・項・事業・行・ページ）。 The smallest citable piece of a document."""

    corpus: str = said("種類", "Kind: minutes, ordinance, law, budget, plan, other")
    doc_id: str = said("資料のキー", "Key of the document")
    unit_path: str = said("資料の中の場所（A5-P1など）", "Place in the document")
    seq: int = said("並び順", "Order in the document")
    title: str = said("資料の題名", "Title of the document")
    label: str = said("見出し・条番号", "Label")
    caption: str = said("条の見出し", "Caption")
    chapter: str = said("章・議題", "Chapter or agenda item")
    level: str = said("段（款・項・目、政策・施策など）", "Level in a budget or plan")
    text: str = said("本文（墨消しの部分は印）", "Text; what was redacted is a mark")
    plain_text: str = said("やさしい日本語", "Plain Japanese, where given")
    speaker: str = said("発言者（印字のまま）", "Speaker as printed")
    speaker_name: str = said("発言者の氏名", "Speaker's name")
    role: str = said("役割（議長・質問・答弁など）", "Role")
    thread: int = said("質問と答弁の組", "Thread of question and answers")
    date: calendar_day | None = said("日付", "Date")
    fiscal_year: int | None = said("年度", "Fiscal year, from April")
    effective_from: calendar_day | None = said("施行日", "In force from")
    effective_to: calendar_day | None = said("この日まで", "In force until")
    section: str = said("所管課", "Section in charge")
    body: str = said("会議体", "Assembly, committee or body")
    topics: list[str] = said("分野のコード", "Codes of topics")
    numbers: dict[str, Any] | None = said("金額（円）・指標", "Amounts in yen, indicators")
    page: int | None = said("もとのページ", "Page of the original")
    quality: str = said("文の質（CとDは原本を確認）", "Quality; C and D: check the original")
    source_url: str = said("もとのアドレス", "Address of the source")
    source_sha256: str = said("もとのファイルのSHA-256", "SHA-256 of the original file")
    retrieved_at: datetime = said("取り込んだ日時", "Retrieved")
    method: str = said("読み取りの方法", "How it was read")
    version: int = said("版", "Version")
    supersedes: int | None = said("置き換えた版", "The version it replaced")


class RoomRecord(Record):
    """会議室 1つ。 One room."""

    kind: str = said("種類（deliberation・board・comment）", "Kind")
    state: str = said("状態", "State, as the clock has it")
    title: str = said("題名", "Title")
    purpose: str = said("目的", "Purpose")
    plain_text: str = said("やさしい日本語", "Plain Japanese")
    policy_stage: str = said("政策の段階", "Stage of the policy")
    decider: str = said("決める人", "Who decides")
    section: str = said("担当課", "Section in charge")
    topics: list[str] = said("分野のコード", "Codes of topics")
    opens_at: datetime | None = said("始まり", "Opens")
    closes_at: datetime | None = said("終わり", "Closes")
    planned_answer_on: calendar_day | None = said("回答の予定日", "Answer planned on")
    posts: int = said("書き込みの数", "Posts")
    rules: int | None = said("ルールの版", "Version of the rules")


class PostRecord(Record):
    """書き込み 1件。非表示・取り下げは文のない跡だけです。 One post; a hidden or withdrawn one is a mark without text."""

    room: int = said("会議室の番号", "Room")
    thread: int = said("話題の最初の書き込み", "First post of the thread")
    parent: int | None = said("返信先", "The post it replies to")
    type: str = said("種類（opinion・question・proposal・material・staff）", "Type")
    state: str = said("状態", "State: published, masked, hidden, withdrawn, purged")
    title: str = said("題名", "Title")
    text: str = said("本文", "Text")
    name: str = said("表示名", "Name shown")
    section: str = said("職員の課", "Section, for staff")
    written_at: datetime = said("書いた日時", "Written")
    edited_at: datetime | None = said("直した日時", "Edited")
    revision: int = said("何回目の文か", "Revision")
    article: int | None = said("対応のもとになったルールの条", "Article an act rests on")


class AnswerRecord(Record):
    """市の回答 1件（いまの版）。 One answer of the city, in its version in force."""

    room: int = said("会議室の番号", "Room")
    post: int | None = said("答えた書き込み", "The post answered")
    item: int | None = said("答えた項目", "The summary item answered")
    question: str = said("何に答えたか", "What it answers")
    section: str = said("答えた課", "Section that answered")
    category: str = said("反映区分", "Category A to E")
    ground: str = said("理由", "Ground")
    text: str = said("本文", "Text")
    before: str = said("変える前の文", "Words before the change")
    after: str = said("変えた後の文", "Words after the change")
    version: int = said("版", "Version")
    published_at: datetime = said("公表した日時", "Published")


class FaqRecord(Record):
    """よくある質問 1件。 One question often asked, with its short answer."""

    question: str = said("質問", "Question")
    answer: str = said("短い答え", "Short answer")
    topic: str = said("分野", "Topic")
    section: str = said("担当課", "Section")
    response: int = said("もとの回答の番号", "The full answer it was drawn from")
    is_behind: bool = said("もとの回答がその後直されたか", "Whether the full answer was corrected since")
    published_at: datetime | None = said("公表した日時", "Published")


class OpinionRecord(Record):
    """意見公募の結果 1行：意見の概要と市の考え方（公表した最新の版）。 One row of the result of a public comment, as last published."""

    room: int = said("会議室の番号", "Room")
    title: str = said("意見公募の題名", "Title of the public comment")
    position: int = said("番号", "Number in the table")
    place: str = said("案の中の該当箇所", "Place in the draft")
    opinion: str = said("意見の概要", "Summary of the opinion")
    count: int = said("件数", "How many sent it")
    answer: str = said("市の考え方", "What the city thinks")
    category: str = said("反映区分", "Category A to E")
    ground: str = said("理由", "Ground")
    next_on: calendar_day | None = said("次に検討する日", "When it is looked at next")
    before: str = said("修正の前の文", "Words before the change")
    after: str = said("修正の後の文", "Words after the change")
    decision: str = said("案をどうしたか（changed・unchanged・not_made）", "What became of the draft")
    submissions: int = said("提出件数", "Submissions in all")
    version: int = said("結果の版", "Version of the result")
    published_at: datetime | None = said("公表した日時", "Published")


class EntryRecord(Record):
    """人・団体・場所の登録 1件の公開項目。 Public fields of one entry of the register."""

    kind: str = said("種類（person・group・place）", "Kind")
    name: str = said("名称", "Name")
    kana: str = said("名称_カナ", "Reading")
    fields: list[str] = said("分野", "Fields")
    skills: str = said("できること", "Skills")
    introduction: str = said("紹介", "Introduction")
    areas: str = said("活動地域", "Areas")
    days: str = said("曜日・時間", "Days")
    fee: str = said("費用", "Fee: free, actual_cost, paid")
    languages: str = said("言語", "Languages")
    accessibility: str = said("配慮", "Accessibility")
    confirmed_on: calendar_day | None = said("最終確認日", "Last confirmed")
    expires_on: calendar_day | None = said("有効期限", "Valid until")


class EventRecord(Record):
    """日程 1件：会議室の期間と段階、回答の予定、活動の募集。 A date: a room's period, a phase, a planned answer, an activity."""

    kind: str = said("種類（room・phase・answer・opportunity）", "Kind")
    title: str = said("題名", "Title")
    starts: str = said("始まり（日または日時）", "Begins: a day or a moment")
    ends: str = said("終わり", "Ends")
    place: str = said("場所", "Place")
    is_cancelled: bool = said("中止か", "Whether it was cancelled")


class CoverageRecord(Record):
    """資料のそろい方 1行。 One line of what exists, from when to when."""

    corpus: str = said("種類", "Kind")
    body: str = said("会議体", "Body")
    first_on: calendar_day | None = said("最初の日付", "First date")
    last_on: calendar_day | None = said("最後の日付", "Last date")
    documents: int = said("資料の数", "Documents")
    units: int = said("部分の数", "Units")
    quality: str = said("いちばん低い質", "Lowest quality")
    controller: str = said("管理する機関", "Controller")
    contact: str = said("問い合わせ先", "Contact")
    due_on: calendar_day | None = said("次の予定日", "Next one due")
    missing: str = said("ないもの", "What is known to lack")


class ActRecord(Record):
    """投稿への対応 1件。名前も文もありません。 One act of moderation; no names, no text."""

    act: str = said("対応", "What was done")
    article: int | None = said("ルールの条", "Article")
    rules: int = said("ルールの版", "Version of the rules")
    decided_at: datetime = said("決めた日時", "Decided")
    room: int = said("会議室の番号", "Room")
    source: str = said("きっかけ", "What started it")
    role: str = said("決めた人の役割", "Role of who decided")
    is_seconded: bool = said("二人目の確認", "Confirmed by a second person")
    is_about_section: bool = said("市の課についての投稿か", "Whether the post was about a section of the city")
    appeal: str = said("異議", "State of an objection")
    is_undone: bool = said("取り消したか", "Whether it was undone")


class HitRecord(Record):
    """検索の結果 1件。 One result of a search."""

    kind: str = said("種類", "Kind")
    title: str = said("題名", "Title")
    where: str = said("場所", "Where in it")
    date: calendar_day | None = said("日付", "Date")
    who: str = said("発言者・名前", "Speaker or name")
    snippet: str = said("前後の文", "Words around it")
    must_check_original: bool = said("原本を確認すべきか", "Whether the original must be checked")
