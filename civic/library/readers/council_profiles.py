"""How councils print their minutes: where speeches stand in the page and how speakers are marked, as data."""

import re
from dataclasses import dataclass

# Marks before a speaker's name.
_MARK = "[◯○◎◆〇]"
# 「議長（奈良岡隆君）」, 「４番（奈良祥孝君）」: office or seat, then the name in brackets.
NAME_IN_BRACKETS = re.compile(
    rf"{_MARK}[ \u3000]*(?P<speaker>[^\s（）()]{{1,30}}[（(][^（）()]{{1,30}}[）)])(?P<said>.*)", re.DOTALL
)
# 「福田ようすけ委員　　…」, 「デジタル戦略推進部長　　…」: ends with the first blank.
NAME_TO_BLANK = re.compile(rf"{_MARK}[ \u3000]*(?P<speaker>[^\s（）()。、]{{1,30}})[ \u3000]+(?P<said>.*)", re.DOTALL)


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
# A council nobody has looked at yet: only the mark that cannot be mistaken.
UNKNOWN_COUNCIL = CouncilProfile("", "", (NAME_IN_BRACKETS,))

# What stands between speeches and is nobody's: rules, stage directions, times, agenda headings, votes.
STAGE_LINES = (
    re.compile(r"[ \u3000]*[─―－—＝=◇\-]{3,}[ \u3000]*"),
    re.compile(r"[ \u3000]*[〔（(].*[〕）)][ \u3000]*"),
    re.compile(r"[ \u3000]*(?:午前|午後|正午).{0,20}(?:開会|開議|休憩|再開|再会|散会|閉会|延会)[ \u3000]*"),
    re.compile(r"[ \u3000]*(?:[開散閉][ \u3000]*会|開議|休憩|再開|延会)(?:[（(].*[）)])?[ \u3000]*"),
    re.compile(r"[ \u3000]*(?:追加)?日程第[0-9０-９一二三四五六七八九十]+.*", re.DOTALL),
    re.compile(r"[ \u3000]*(?:諸般の報告|会議の経過|※会議の概要|議事日程|会議録署名議員の指名)[ \u3000]*"),
)

OFFICE_LETTERS = 60
# The role follows from the last words of the printed office; the first rule that fits decides.
ROLES = (
    ("vice-chair", re.compile(r"副(?:議長|委員長|座長)$")),
    ("chair", re.compile(r"(?:議長|委員長|座長)(?:職務代理者|代理)?$")),
    ("executive", re.compile(r"(?:監査|教育|選挙管理|公平|農業)委員$")),
    ("member", re.compile(r"(?:[0-9０-９]{1,4}番|議員|委員)$")),
    ("staff", re.compile(r"(?:議会事務局|書記).*$|(?:課長|係長|主幹|主査|室長|次長|参事)$")),
    ("executive", re.compile(r"(?:市長|町長|村長|区長|知事|教育長|部長|局長|理事|管理者|政策監)$")),
)


def role_of(speaker: str) -> str:
    """chair, vice-chair, member, executive, staff, or empty when the printed office fits no rule."""
    office = re.split("[（(]", speaker[:OFFICE_LETTERS])[0]
    return next((role for role, ending in ROLES if ending.search(office)), "")
