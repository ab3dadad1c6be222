"""Postal addresses of persons; where a park, an office or a company is, everybody may say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from moderation.facts import Draft
from moderation.hits import Case, Hit
from moderation.scale import Certainty
from moderation.shapes.addresses import bare_address, is_same_place, level_view

_N = r"(?:[1-9][0-9]{0,4}|[十百][0-9十百]{0,4}|[1-9][十百][0-9十百]{0,3})"
_D = r"\s?-\s?"
_HOUSE = re.compile(
    rf"(?<![0-9十百.,])(?<![0-9]-)(?!(?:19|20)[0-9]{{2}}-)(?:"
    rf"{_N}\s?丁目\s?[左右]\s?{_N}\s?号|{_N}\s?丁目\s?{_N}\s?(?:番地?|{_D}|号)(?:\s?[ノ-]?\s?{_N}\s?号?(?!室))?(?:{_D}{_N}(?!\s?号室))?"
    rf"|{_N}\s?丁目\s?{_N}(?!\s?(?:[0-9番-]|町会|地|号|カ所|箇所|ツ|世帯|軒|戸|本|個|階|期|丁|案|番|区|枚|台|名|班|組|交))"
    rf"|{_N}\s?番地?\s?[ノ-]?\s?{_N}\s?号(?![室車線棟館])"
    rf"|{_N}\s?番地(?:\s?[ノ-]?\s?{_N})?"
    rf"|{_N}{_D}(?![0-9]{{4}}){_N}(?:{_D}{_N}){{0,2}}"
    r")(?![0-9十百]|地?区|街区|-[0-9]|\s?(?:年|月|日|時|分|人|%|円|対|点|億|万|千|ペ|条|項|頁|件|回|歳|階建))"
)
_ROOM = re.compile(r"[-\s]{0,2}[^\s、。0-9]{0,14}\s?(?:[0-9]{1,4}\s?号室?|[a-z]?[0-9]{3,4}(?:号室|(?![0-9])))")
_ROOM_ALONE = re.compile(r"[^\s、。0-9()「」]{2,12}\s?(?<![0-9])[a-z]?[0-9]{3,4}\s?号室")
_KYOTO = re.compile(
    rf"[一-鿿]{{1,12}}通[一-鿿]{{1,8}}(?:東入|西入|上[ルガ]|下[ルガ])ル?[一-鿿]{{1,8}}{_N}(?:番地?)?(?![0-9]|[-円年月日時分人件])"
)
_NAME = r"[一-鿿ァ-ヺー々]"
_OLD_LOT = re.compile(rf"大字{_NAME}{{1,6}}?ノ[0-9一二三四五六七八九十百千]{{1,7}}番地")
# One number and no 番地, said to be somebody's: みほん市上野1235に住む, 中箕輪10298の佐藤宅.
_LIVED_AT = re.compile(
    rf"{_NAME}{{1,8}}[市区町村]{_NAME}{{1,8}}[0-9]{{2,5}}"
    rf"(?=\s?(?:ニ(?:住|在住|居住)|ノ[一-鿿]{{1,4}}(?:サン)?(?<![在住])宅(?![地配急建介])|ノ[一-鿿]{{1,4}}(?:サン|氏)(?![名神子])))"
)
_POSTAL = r"(?P<postal>(?:〒|郵便番号)?\s?[0-9]{3}-?[0-9]{4}\s{0,2})?"
_CITY_AND_TOWN = re.compile(
    rf"{_POSTAL}(?P<prefecture>(?:東京都|北海道|京都府|大阪府|[一-鿿]{{2,3}}県)\s?)?"
    rf"(?P<city>(?:{_NAME}{{1,6}}郡)?{_NAME}{{1,8}}?[市区町村](?:{_NAME}{{1,5}}区)?)\s?(?P<town>(?:{_NAME}|[0-9]){{1,12}})\s?$"
)
_TOWN_ALONE = re.compile(rf"{_POSTAL}\s?(?P<town>(?:{_NAME}|[0-9]){{1,12}})\s?$")
_PLACE_REACH = 36
# Not behind 表11-1-1, 令和6-1-15, 資料3-2 and their like.
_ENDS_LIKE_TOWN = re.compile(
    rf"{_NAME}(?<![表図第頁項号条款節章案料式票編問紙番約])(?<!平成|令和|昭和|午前|午後|合計|資料)(?<!ページ)\s?$"
)
_PARTICLES = frozenset("のはがをにでともへや")
# Folded, 区は高齢者福祉課と20の looks like a town and its number; names of towns have no は and no を.
_NOT_IN_NAMES = re.compile("[はを]")
_PERSON = re.compile(
    r"(?<![皆員民客者])サン(?=[ハガノヲニトモデヘヤダカヨ宅方、。」)\s]|$)|氏(?!名|神|子)|(?<![住居在])宅(?![地配急建介])|住ンデ|住ム|住ミ|在住|一軒家|(?:ワシ|オラ|オレ|俺|私|ウチ)ンチ|オ宅|庭ノ|裏ノ家|隣ノ家|ウチ[ハノデ]|我ガ家|(?<=[0-9号番地])ノ者|オ住マイ"
    r"|住マイハ|自宅|実家|引ッ?越|一家|本人|彼[女ノハ]|犯人|(?:[私僕俺彼女]|ウチ|イツ|アノ人)ノ家|家[ハガ(]|押シカケ|晒|送ッテ|様方|マデ来|[一-鿿]サンチ(?=[ノガハニデヘヲ。、!?]|$)"
)
# These say that somebody may live there, unless a public place is named beside them.
_HOME = re.compile(
    r"住所|差出人|宛先|送リ主|ノ(?:家|犬|猫|空キ家|人|住人|オヤジ|バアサン|ジイサン|奥サン|息子|娘|子)(?![口気])|(?<=[0-9号番地])デス|[0-9号番地]ノ[一-鿿]{2,4}(?:デス|ト申シ)|アパ-?ー?ト|マンション|コ-?ー?ポ|ハイツ|メゾン|レジデンス|ハイム|団地|番地ニ居"
)
_PUBLIC = re.compile(
    r"所在|役所|役場|庁舎|図書館|公園|広場|学校|小学|中学|高校|大学|幼稚園|保育|児童|センタ|会館|ホ-?ール|駅|交差点|信号|横断|歩道|道路"
    r"|踏切|バス停|停留所|橋(?=[ノヲガハデ付下上])|病院|医院|診療所|クリニック|薬局|郵便局|交番|警察|消防|体育館|プ-?ール|会社|\(株\)|\(有\)|法人|企業|事業所|営業所|事務所"
    r"|支店|本社|商店|店舗|工場|ビル|契約|工事|予定地|計画|用地|建設|開設|移転|地区|再開発|付近|周辺|集会所|公民館|コミュニティ|会場|開催|窓口"
    r"|施設|神社|文化財|集積所|駐車場|駐輪場|空キ地|街灯|ミラ(?!イ)|案件|設置|地点|現場|敷地|地先|地内|視察"
    r"|案内図|延床|土地|名称|位置|競技場|スペ-?ー?ス|水族館|条例|新旧|物件|跡地|指定|実施|登録|喫煙|運営"
)
# 博多駅前９－８８－７ is the name of a district; what stands around it says whether the place is public.
_DISTRICT = re.compile(r"駅[前東西南北]|[小中大]学校?(?=前)|(?<=[一-鿿])橋(?=[0-9])")
# MIHON-SHI KITAMACHI 3-12-5 and 3-12-5 Kitamachi, Mihon-shi.
_ROMAN_CITY = r"[a-z]{2,20}-(?:shi|ku|cho|machi|mura|gun)"
_ROMAN_CITY_NAMED = re.compile(_ROMAN_CITY)
_ROMAN = re.compile(
    rf"(?<![a-z]){_ROMAN_CITY}[, ]{{1,2}}(?:[a-z\-]{{2,20}}[, ]{{1,2}}){{0,2}}[0-9]{{1,4}}-[0-9]{{1,4}}(?:-[0-9]{{1,4}})?(?![0-9])"
    rf"|(?<![0-9\-])[0-9]{{1,4}}-[0-9]{{1,4}}(?:-[0-9]{{1,4}})?[, ]{{1,2}}(?:[a-z\-]{{2,20}}[, ]{{1,2}}){{0,2}}{_ROMAN_CITY}"
)
_ROMAN_PUBLIC = re.compile(r"hall|office|library|park|station|school|hospital|center|centre|市役所|図書館|公園")
_CUE_REACH = 24


@dataclass(frozen=True, slots=True)
class _Found:
    """An address as read: where it starts and ends, how complete it is, and what stands around it."""

    start: int
    end: int
    levels: int
    has_postal_code: bool
    has_prefecture: bool
    has_city: bool
    has_lot: bool
    has_room: bool
    is_persons: bool
    is_home: bool
    is_public: bool
    is_all: bool


def find(case: Case) -> Iterator[Hit]:
    """Certain when it is complete and somebody's; probable when one of the two is open, for a person to look at."""
    draft = case.draft
    view = level_view(draft.folded)
    read_to = 0
    for house in _HOUSE.finditer(view):
        found = _read(draft, view, house)
        certainty = _certainty(found) if found is not None else None
        if found is None or certainty is None:
            continue
        read_to = found.end
        bare = bare_address(draft.folded[found.start : house.end()])
        if not any(is_same_place(bare, own) for own in case.policy.city.own_addresses):
            yield Hit("personal_data.address", certainty, found.start, found.end)
    yield from _rooms(draft.folded, view, read_to)
    yield from _in_kyoto(draft.folded, view)
    yield from _old_lots(draft.folded, view, read_to)
    for lot in _LIVED_AT.finditer(draft.folded, read_to):
        start, end = draft.span(lot.start(), lot.end())
        if not _NOT_IN_NAMES.search(draft.original, start, end):
            yield Hit("personal_data.address", "probable", lot.start(), lot.end())
    if not _ROMAN_CITY_NAMED.search(draft.folded):
        return
    for roman in _ROMAN.finditer(draft.folded):
        if not _ROMAN_PUBLIC.search(_same_sentence(draft.folded, roman.start(), roman.end())):
            yield Hit("personal_data.address", "probable", roman.start(), roman.end())


def _rooms(folded: str, view: str, read_to: int) -> Iterator[Hit]:
    """A flat without its street: みどりハイツ305号室の佐藤さん is enough for the neighbours."""
    if "号室" not in folded:
        return
    for room in _ROOM_ALONE.finditer(view, read_to):
        around = _same_sentence(folded, room.start(), room.end())
        is_somebodys = _PERSON.search(around) or folded.startswith(("ノ人", "ノ住人"), room.end())
        if is_somebodys and not _PUBLIC.search(around):
            yield Hit("personal_data.address", "probable", room.start(), room.end())


def _old_lots(folded: str, view: str, read_to: int) -> Iterator[Hit]:
    """大字上野の八百二十番地: as elderly people write it, with a particle before the number."""
    for lot in _OLD_LOT.finditer(view, read_to):
        around = _same_sentence(folded, lot.start(), lot.end())
        if _PERSON.search(around) and not _PUBLIC.search(around):
            yield Hit("personal_data.address", "probable", lot.start(), lot.end())


def _in_kyoto(folded: str, view: str) -> Iterator[Hit]:
    """Kyoto names the crossing, then the town and one number: 今出川通烏丸東入玄武町601."""
    for lot in _KYOTO.finditer(view):
        around = _same_sentence(folded, lot.start(), lot.end())
        is_somebodys = _PERSON.search(around) or _HOME.search(around) or around == folded
        if not _PUBLIC.search(around) and is_somebodys:
            yield Hit("personal_data.address", "probable", lot.start(), lot.end())


def _read(draft: Draft, view: str, house: re.Match[str]) -> _Found | None:
    """The address around a house number; None when what stands before it cannot be the name of a place."""
    folded, at = draft.folded, house.start()
    reach = max(0, at - _PLACE_REACH)
    if not _ENDS_LIKE_TOWN.search(folded, max(0, at - 4), at) or _follows_particle(draft, at):
        return None
    in_city = _CITY_AND_TOWN.search(folded, reach, at)
    place = in_city or _TOWN_ALONE.search(folded, reach, at)
    assert place is not None  # _ENDS_LIKE_TOWN has seen its last letter
    room = _ROOM.match(view, house.end())
    start, end = _start(draft, place), room.end() if room else house.end()
    around = _same_sentence(folded, start, end)
    return _Found(
        start=start,
        end=end,
        levels=len(re.findall(r"[0-9十百]+", house[0])),
        has_postal_code=place["postal"] is not None,
        has_prefecture=in_city is not None and in_city["prefecture"] is not None,
        has_city=in_city is not None,
        has_lot="番地" in house[0],
        has_room=room is not None,
        is_persons=_PERSON.search(around) is not None,
        is_home=_HOME.search(around) is not None,
        is_public=_PUBLIC.search(_DISTRICT.sub("", around)) is not None,
        is_all="丁目" in house[0] and folded[start:end] == folded.strip(),
    )


def _start(draft: Draft, place: re.Match[str]) -> int:
    """Where the address begins: folded, 私の家は三鷹市 looks like one name, so the particle is sought in the original."""
    names = place.groupdict()
    if names["postal"] or names.get("prefecture"):
        return place.start()
    start, end = place.span("city" if "city" in names else "town")
    written = [draft.original[draft.starts[at]] for at in range(start, end - 1)]
    return start + max((at for at, character in enumerate(written, start=1) if character in "のはがをに"), default=0)


def _follows_particle(draft: Draft, at: int) -> bool:
    """政策の一丁目一番地 is no address: what stands before the number is a particle, not a town."""
    return draft.original[max(0, draft.starts[at] - 1) : draft.starts[at]] in _PARTICLES


def _same_sentence(folded: str, start: int, end: int) -> str:
    before = re.split(r"[。\n!?]", folded[max(0, start - _CUE_REACH) : start])[-1]
    behind = re.split(r"[。\n!?]", folded[end : end + _CUE_REACH])[0]
    cut = "…" if end + _CUE_REACH < len(folded) else ""
    return before + folded[start:end] + behind + cut


def _certainty(found: _Found) -> Certainty | None:
    if found.is_public and not found.is_persons:
        return None
    if not found.has_city:
        is_somebodys = found.is_persons or found.is_home or found.has_postal_code or found.has_room or found.is_all
        return "probable" if is_somebodys and (found.levels >= 2 or found.has_lot) else None
    if found.levels >= 3 or found.has_lot or found.has_room or found.has_postal_code:
        return "certain" if found.is_persons or found.has_room or found.has_postal_code else "probable"
    return "probable" if found.is_persons or found.is_home or found.has_prefecture else None
