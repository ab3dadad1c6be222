"""How councils print their minutes: where speeches stand in the page and how speakers are marked, as data."""

import re
from dataclasses import dataclass

# Marks before a speaker's name; ◆ asks and ◎ answers where a system tells them apart (DiscussNet, gijiroku).
SPEAKER_MARKS = "◯○◎◆〇"
ASKING, ANSWERING = "◆", "◎"
_MARK = f"[{SPEAKER_MARKS}]"
_BLANKS = "[ \u3000]"
# The last words of an office or of a way to address somebody; what ends otherwise is no speaker unless a profile says so.
OFFICES = (
    "議長|委員長|座長|会長|議員|委員|市長|町長|村長|区長|知事|教育長|部長|局長|課長|室長|所長|次長|係長|参事|理事|主幹|主査|補佐"
    "|管理者|政策監|推進監|担当|書記|専門員|監|参考人|公述人|請願者|陳情者|紹介議員|番|君|氏"
)
_OFFICE = rf"(?:{OFFICES})(?:職務代理者|代理|職務代行)?"
_SAID = r"(?P<said>.*)"


def _shape(words: str) -> re.Pattern[str]:
    return re.compile(words + _SAID, re.DOTALL)


# 「議長（奈良岡隆君）」, 「４番（奈良祥孝君）」: office or seat, then the name in brackets.
NAME_IN_BRACKETS = _shape(rf"{_MARK}{_BLANKS}*(?P<speaker>[^\s（）()。]{{1,30}}[（(][^（）()。]{{1,30}}[）)])")
# 「（見本よしのり議長）」, 「５番（例示太郎議員）」: all in brackets.
ALL_IN_BRACKETS = _shape(rf"{_MARK}{_BLANKS}*[（(](?P<speaker>[^（）()。]{{1,30}}{_OFFICE})[）)]")
# 「見本　委員長　…」, 「例示　次郎　総務課長　…」: name, blank, office, blank.
NAME_BLANK_OFFICE = _shape(
    rf"{_MARK}{_BLANKS}*(?P<speaker>[^\s（）()。、]{{1,12}}(?:{_BLANKS}[^\s（）()。、]{{1,12}})?{_BLANKS}"
    rf"[^\s（）()。、]{{0,20}}{_OFFICE})(?:{_BLANKS}+|$)"
)
# 「見本康裕議長　　…」, 「広場課長　…」: ends in an office, then a blank.
OFFICE_TO_BLANK = _shape(rf"{_MARK}{_BLANKS}*(?P<speaker>[^\s（）()。、]{{0,30}}{_OFFICE})(?:{_BLANKS}+|$)")
# 「福田ようすけ委員　　…」, 「デジタル戦略推進部長　　…」: ends with the first blank, whatever it is.
NAME_TO_BLANK = _shape(rf"{_MARK}{_BLANKS}*(?P<speaker>[^\s（）()。、]{{1,30}}){_BLANKS}+")
# 「例示委員長）…」: no mark, the office closed by a bracket that nothing opened.
OPEN_BRACKET = _shape(rf"{_BLANKS}*(?P<speaker>[^\s（）()〔〕「」。、]{{1,20}}{_OFFICE})[）)]")
# 「123【広場課長】…」: number of the speech, office in thick brackets.
THICK_BRACKETS = _shape(rf"{_BLANKS}*[0-9０-９]{{0,5}}【(?P<speaker>[^【】。]{{1,40}})】")


@dataclass(frozen=True)
class PageShape:
    """One layout of the dbsearch system: `sign` tells it apart; the paths are XPath, the last ones inside a speech."""

    name: str
    sign: str
    speech: str
    number: str
    declared_speaker: str
    text: str
    title: str
    date: str


@dataclass(frozen=True)
class CouncilProfile:
    """What is particular to one council: the page titles it signs with and its ways of marking a speaker."""

    body: str
    city: str
    speaker_marks: tuple[re.Pattern[str], ...]


PAGE_SHAPES = (
    PageShape(
        name="one_frame",
        sign="page-text__voice",
        speech="//div[contains(@class, 'page-text__voice')]",
        number=".//span[contains(@class, 'page-text__number')]",
        declared_speaker="",
        text=".//p[contains(@class, 'page-text__text')]",
        title="",
        date="",
    ),
    PageShape(
        name="panels",
        sign="voice__textwrap",
        speech="//ul[contains(@class, 'voice__list')]/li",
        number=".//span[@class='voice__number']",
        declared_speaker=".//span[@class='voice__title']",
        text=".//p[contains(@class, 'js-textwrap-container')]",
        title="//p[@class='view__title']",
        date="//p[@class='view__date']/time",
    ),
    PageShape(
        name="blocks",
        sign="data-voice-title",
        speech="//li[contains(@class, 'voice_block')]",
        number=".//div[contains(@class, 'voice__detail')]",
        declared_speaker="@data-voice-title",
        text=".//p[@class='voice__text']",
        title="//h1[@class='command__title']",
        date="",
    ),
)

PROFILES = (
    CouncilProfile("青森市議会", "青森市", (NAME_IN_BRACKETS,)),
    CouncilProfile("仙台市議会", "仙台市", (NAME_TO_BLANK,)),
    CouncilProfile("音更町議会", "音更町", (NAME_IN_BRACKETS,)),
)
# A council nobody has looked at yet: only shapes that cannot be mistaken, the plainest first.
UNKNOWN_COUNCIL = CouncilProfile(
    "",
    "",
    (NAME_IN_BRACKETS, ALL_IN_BRACKETS, OFFICE_TO_BLANK, NAME_BLANK_OFFICE, OPEN_BRACKET, THICK_BRACKETS),
)

# A line that is layout and nothing else: nobody said it and nobody misses it.
RULE = re.compile(r"[ \u3000]*[─━─―－—ー＝=◇＊*\-]{3,}[ \u3000]*")
# What stands between speeches and is nobody's: times, stage directions, headings; the first kind that fits decides.
TIME = re.compile(
    r"[ \u3000]*[〇○◯]?(?:午前|午後|正午).{0,24}(?:開会|開議|休憩|再開|再会|散会|閉会|延会|終了|閉議)[ \u3000]*"
    r"|[ \u3000]*(?:[開散閉][ \u3000]*会|開議|休憩|再開|延会)(?:[（(].*[）)])?[ \u3000]*"
    r"|[ \u3000]*[〇○◯]?(?:午前|午後|正午)[0-9０-９一二三四五六七八九十時分零　 ]{2,12}[ \u3000]*"
)
DIRECTION = re.compile(r"[ \u3000]*(?:[〔（(].*[〕）)]|（.*〔|‥+.*‥+)[ \u3000]*")
_ITEM_WORDS = (
    "について|の件|の報告|報告|質問|質疑|質疑応答|討論|採決|表決|指名|の決定|の選挙|の選任|の互選|の設置|表明|説明|議題|付託|上程"
    "|の挨拶|の紹介|開会|閉会|議事日程|会議に付した事件|会議の概要|会議の経過|出席議員|欠席議員|議案|陳情|請願|の審査|の発言|の辞職"
    "|方針|演説|の一部改正|予算|決算|条例|意見書|決議|挨拶"
)
HEADING = re.compile(
    r"[ \u3000]*(?:追加)?日程第[0-9０-９一二三四五六七八九十]+[^。]*"
    rf"|[ \u3000]*[◎●△▲◆■□※◇▼▽][ \u3000]*(?:日程第.*|[^。]{{0,80}}(?:{_ITEM_WORDS})(?:[（(].*[）)])?)[ \u3000]*"
    r"|[ \u3000]*[○◯〇]?(?:諸般の報告|会議の経過|会議の概要|議事日程|会議録署名議員の指名|会議に付した事件|出席議員|欠席議員)[ \u3000]*",
    re.DOTALL,
)
STAGE_LINES = (RULE, TIME, DIRECTION)

OFFICE_LETTERS = 60
# The role follows from the last words of the printed office; the first rule that fits decides.
ROLES = (
    ("vice-chair", re.compile(r"副(?:議長|委員長|座長)$")),
    ("chair", re.compile(r"(?:議長|委員長|座長)(?:職務代理者|代理)?$")),
    ("executive", re.compile(r"(?:監査|教育|選挙管理|公平|農業)委員$")),
    ("member", re.compile(r"(?:[0-9０-９]{1,4}番|議員|委員)$")),
    (
        "staff",
        re.compile(r"(?:議会事務局|議会局|^事務局|書記).*$|(?:課長|係長|主幹|主査|室長|次長|参事|所長|補佐|専門員)$"),
    ),
    ("executive", re.compile(r"(?:市長|町長|村長|区長|知事|教育長|部長|局長|理事|管理者|政策監|推進監|監)$")),
)


def role_of(speaker: str) -> str:
    """chair, vice-chair, member, executive, staff, or empty when the printed office fits no rule."""
    printed = speaker[:OFFICE_LETTERS]
    office, bracket, inside = (
        re.split("([（(])", printed, maxsplit=1) if re.search("[（(]", printed) else (printed, "", "")
    )
    if bracket and len(after := re.split("[）)]", inside, maxsplit=1)) == 2 and after[1].strip():
        office = printed  # 横山（由）委員: the bracket is part of the name
    return next((role for role, ending in ROLES if ending.search(office)), "")


_TITLE_TAIL = re.compile(rf"(?:{OFFICES})(?:職務代理者|代理|職務代行)?$")
# 「見本　太郎副町長」: the given name and the office run together.
_GIVEN_NAME = re.compile("([^副議委市町村区知教]{1,3})副?(?:議長|委員長|市長|町長|村長|区長|知事|教育長)")
_HONORIFIC = re.compile("(?:君|議員|委員|氏|さん)$")


def name_of(speaker: str) -> str:
    """The person's name out of a printed speaker, without office, honorific and blanks; empty when only an office is printed."""
    printed = speaker[:OFFICE_LETTERS].strip(" \u3000")
    if found := re.fullmatch(r"[^（）()]*[（(]([^（）()]+)[）)]", printed):
        inside = _HONORIFIC.sub("", found[1])
        return "".join(_TITLE_TAIL.sub("", inside).split())
    words = printed.split()
    if len(words) == 2 and (joint := _GIVEN_NAME.fullmatch(words[1])):
        return words[0] + joint[1]
    if len(words) > 1 and _TITLE_TAIL.search(words[-1]):
        return "".join(words[:-1])
    bare = "".join(words)
    known = re.fullmatch(r"(.{2,10}?)(?:副?(?:議長|委員長|市長|町長|村長|区長|知事|教育長)|議員|委員|君|氏)", bare)
    is_office = (
        re.search("(?:監査|教育|選挙管理|公平|農業|総務|常任|特別|予算|決算|会計|運営)$", known[1]) if known else None
    )
    return known[1] if known and not is_office else ""
