"""Election periods: a frozen room takes no posts; in an open one, wording that asks for votes is looked for (公職選挙法)."""

import re
from collections.abc import Iterator

from moderation.hits import Case, Hit

_SOMEBODY = r"[^\s、。!?「」]{1,16}"
# Folded text: hiragana is katakana here.
_WHO = r"(?:候補|サン|氏|党|先生|君|現職|新人)"
_URGING = r"(?:シテクダ|シテ下サ|シマショ|シヨウ|シテホシ|シテ欲シ|シテネ|オ願|ヲオ願|ヲヨロシク|ヲ入レ|ヲ投ジ|入レ|投ジ|ヨロシク)"
# What a vote may be given to without a campaign: 提案に一票.
_NO_CANDIDATE = r"(?<!提案)(?<!計画)(?<!意見)(?<!賛成)(?<!反対)(?<!原案)(?<!代案)"
_CAMPAIGN = re.compile(
    r"清キ(?:一|1)票|(?:一|1)票(?:ヲ)?(?:オ願イ|ヨロシク|オ与エ|託シ)"
    rf"|{_SOMEBODY}{_WHO}(?:ニ|ヘ)(?:ゼヒ|是非|ドウカ|ミンナデ|皆デ|必ズ)?(?:投票|(?:一|1)票){_URGING}"
    r"|[一-鿿]{2,6}(?<![前緒日目対案際時朝共度回方民人票])ニ投票シ(?:マショ|テクダ|テ下サ|ヨウ)"
    rf"|{_WHO}(?:ニ|ヘ)(?:入レテ|投票シテ)(?:クダ|下サ|ネ|[。!\s]|$)|(?:候補|サン|氏|党|先生)ヘノ(?:ゴ)?(?:投票|支援|支持)ヲ"
    rf"|[一-鿿ァ-ヺ]{{2,8}}{_NO_CANDIDATE}ニ(?:ゼヒ|是非)?(?:一|1)票(?:ヲ(?![入]レタイ)|入レテ|$)"
    rf"|{_WHO}ヲ(?:ドウゾ|ゼヒ|皆デ|ミンナデ)?(?:ヨロシク|応援シテ(?:クダ|下サ|ネ|[。!])|応援シマショ|支持シテ(?:クダ|下サ)|推シテクダ)"
    r"|(?:候補|サン|氏|先生|現職|新人|市長|議員|知事)ヲ(?:必ズ|ゼヒ|絶対|今度コソ)?"
    r"(?:当選サセ|落選サセ|落トソウ|落トシ(?:マショ|テクダ)|勝タセ|押シ上ゲ|国政ニ送|市政ニ送|議会ニ送)"
    r"|(?:サン|氏|君|候補)ヲ(?:市長|知事|町長|区長|村長|議員|議会|市議会|県議会|国会)(?:ニ|ヘ)(?:[!。\s]|$|シヨウ|シマショ|送|押シ|オ願|選)"
    r"|(?:比例|選挙区)(?:区|代表)?ハ(?:[^\s、。]{1,12})(?:ヘ|ニ|ト書)|党(?:公認)?ノ[^\s、。]{1,10}ヲ(?:ドウゾ)?ヨロシク"
    r"|(?:サン|候補|氏|党)(?:ノ名前)?(?:ト|ヲ)書イテ(?:クダ|下サ|ネ|投票)"
    r"|(?:候補|サン|氏|党)(?:ダケ)?(?:ニ|ヘ)(?:ダケ)?ハ?(?:絶対|決シテ)?(?:投票シナイデ|入レナイデ|投票スルナ|入レルナ)|(?:ニ|ヘ)ハ?投票シナイデ|(?:候補|サン|氏|党)ニ入レルナ"
    r"|(?:候補|氏|先生)ノ(?:街頭演説|個人演説会|演説会|決起集会|総決起|出陣式)[^\n]{0,20}(?:来テ|オ越シ|応援|集マ|ゴ参加|参加シテ)"
)


def find(case: Case) -> Iterator[Hit]:
    room = case.surroundings.room
    if room.election_frozen:
        yield Hit("election.frozen", "certain")
    elif room.is_election_period:
        for hit in _CAMPAIGN.finditer(case.draft.folded):
            yield Hit("election.campaign", "probable", hit.start(), hit.end())
