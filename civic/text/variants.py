"""Tables of characters that NFKC leaves apart but a reader takes for the same letter."""

import functools
import re

# CJK Radicals Supplement: the characters without an NFKC mapping (all but ⺀, which is no kanji) to the kanji they look
# like (Unicode's EquivalentUnifiedIdeograph); simplified Chinese shapes go to the Japanese character, because fonts that
# put a radical into a PDF mean the character (⻓ stands for 長).
RADICALS = (
    "⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺇𠘨 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺑𡯂 ⺒巳 ⺓幺 ⺔彑 ⺕彐 "
    "⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫 ⺥爫 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺪𤴔 ⺫目 ⺬示 "
    "⺭礻 ⺮𥫗 ⺯糸 ⺰糸 ⺱罓 ⺲罒 ⺳㓁 ⺴冗 ⺵𦉫 ⺶羊 ⺷𦍌 ⺸𦍋 ⺹耂 ⺺肀 ⺻聿 ⺼肉 ⺽𦥑 ⺾艹 ⺿艹 ⻀艹 ⻁虎 "
    "⻂衤 ⻃西 ⻄西 ⻅見 ⻆角 ⻇𧢲 ⻈言 ⻉貝 ⻊𧾷 ⻋車 ⻌辶 ⻍辶 ⻎辶 ⻏邑 ⻐金 ⻑長 ⻒長 ⻓長 ⻔門 ⻕𨸏 ⻖阝 "
    "⻗雨 ⻘青 ⻙韋 ⻚頁 ⻛風 ⻜飛 ⻝食 ⻞𩙿 ⻟飠 ⻠食 ⻡𩠐 ⻢馬 ⻣骨 ⻤鬼 ⻥魚 ⻦鳥 ⻧鹵 ⻨麦 ⻩黄 ⻪黽 ⻫斉 "
    "⻬斉 ⻭歯 ⻮歯 ⻯竜 ⻰竜 ⻱亀 ⻲亀 "
)

# Old to new forms of the list of common characters (常用漢字表), the extended ones of JIS (鷗 → 鴎), Kangxi radicals
# that NFKC turns into an old form (⼾ → 戶 → 戸), and forms that live in names only. 斉 and 斎 stay two classes.
OLD_FORMS = (
    "亞亜 惡悪 壓圧 櫻桜 渴渇 徵徴 圍囲 爲為 醫医 壹壱 稻稲 飮飲 隱隠 營営 榮栄 衞衛 驛駅 悅悦 圓円 緣縁 艷艶 "
    "鹽塩 奧奥 應応 橫横 歐欧 毆殴 黃黄 溫温 穩穏 假仮 價価 畫画 會会 壞壊 懷懐 繪絵 擴拡 殼殻 覺覚 學学 嶽岳 "
    "樂楽 勸勧 卷巻 寬寛 歡歓 罐缶 觀観 關関 陷陥 巖巌 顏顔 歸帰 氣気 龜亀 僞偽 戲戯 犧犠 舊旧 據拠 擧挙 虛虚 "
    "峽峡 挾挟 狹狭 鄕郷 曉暁 區区 驅駆 勳勲 薰薫 徑径 惠恵 揭掲 溪渓 經経 繼継 莖茎 螢蛍 輕軽 鷄鶏 藝芸 擊撃 "
    "缺欠 儉倹 劍剣 圈圏 檢検 權権 獻献 縣県 險険 顯顕 驗験 嚴厳 效効 廣広 恆恒 鑛鉱 號号 國国 黑黒 濟済 碎砕 "
    "齋斎 劑剤 雜雑 參参 慘惨 棧桟 蠶蚕 贊賛 殘残 絲糸 齒歯 兒児 辭辞 濕湿 實実 舍舎 寫写 釋釈 壽寿 收収 從従 "
    "澁渋 獸獣 縱縦 肅粛 處処 緖緒 敍叙 奬奨 將将 燒焼 稱称 證証 乘乗 剩剰 壤壌 孃嬢 條条 淨浄 狀状 疊畳 讓譲 "
    "釀醸 囑嘱 觸触 寢寝 愼慎 晉晋 眞真 盡尽 圖図 粹粋 醉酔 隨随 髓髄 數数 樞枢 瀨瀬 聲声 靜静 齊斉 攝摂 竊窃 "
    "專専 戰戦 淺浅 潛潜 纖繊 踐践 錢銭 禪禅 雙双 壯壮 搜捜 插挿 爭争 總総 聰聡 莊荘 裝装 騷騒 增増 臟臓 藏蔵 "
    "屬属 續続 墮堕 體体 對対 帶帯 滯滞 臺台 瀧滝 擇択 澤沢 單単 擔担 膽胆 團団 彈弾 斷断 癡痴 遲遅 晝昼 蟲虫 "
    "鑄鋳 廳庁 聽聴 敕勅 鎭鎮 遞逓 鐵鉄 轉転 點点 傳伝 黨党 盜盗 燈灯 當当 鬪闘 德徳 獨独 讀読 屆届 繩縄 貳弐 "
    "惱悩 腦脳 霸覇 廢廃 拜拝 賣売 麥麦 發発 髮髪 拔抜 蠻蛮 祕秘 濱浜 甁瓶 拂払 佛仏 竝並 變変 邊辺 辨弁 瓣弁 "
    "辯弁 舖舗 寶宝 豐豊 沒没 飜翻 每毎 萬万 滿満 麵麺 默黙 彌弥 譯訳 藥薬 與与 豫予 餘余 譽誉 搖揺 樣様 謠謡 "
    "遙遥 瑤瑶 來来 賴頼 亂乱 覽覧 龍竜 兩両 獵猟 綠緑 凉涼 鄰隣 壘塁 淚涙 勵励 禮礼 隸隷 靈霊 齡齢 曆暦 歷歴 "
    "戀恋 爐炉 勞労 樓楼 郞郎 祿禄 錄録 灣湾 亙亘 凜凛 堯尭 巢巣 槇槙 穰穣 萠萌 彥彦 產産 內内 步歩 涉渉 稅税 "
    "說説 脫脱 閱閲 銳鋭 敎教 靑青 淸清 旣既 槪概 卽即 戾戻 戶戸 曾曽 吳呉 娛娯 絕絶 强強 硏研 姬姫 倂併 幷并 "
    "屛屏 吿告 囘回 緜綿 鬭闘 羣群 尙尚 晚晩 俱倶 冐冒 冰氷 决決 况況 畧略 讚讃 穗穂 窗窓 窻窓 罸罰 潑溌 禱祷 "
    "焰焔 蔣蒋 俠侠 頰頬 麴麹 鷗鴎 嚙噛 搔掻 瘦痩 繡繍 蠟蝋 醬醤 攪撹 顚顛 塡填 剝剥 餠餅 萊莱 壺壷 竈竃 蘂蕊 "
    "礪砺 諫諌 籔薮 藪薮 蠅蝿 鹼鹸 軀躯 繫繋 驒騨 簞箪 摑掴 囊嚢 蟬蝉 噓嘘 啞唖 姸妍 𠮟叱 髙高 邉辺 﨑崎 嵜崎 "
    "濵浜 嶋島 嶌島 冨富 峯峰 栁柳 桒桑 舘館 渕淵 渊淵 埜野 鐡鉄 﨟臈 﨔欅 﨤返 昻昂 煕熙 祢禰 靭靱 兔兎 圀国 "
    "斈学 "
)

HYPHENS = "‐‑‒–—―−─━"  # U+FF0D is already "-" after NFKC
WAVES = "〜∼"  # U+FF5E is already "~" after NFKC
ARCHAIC_KANA = "ヷバ ヸビ ヹベ ヺボ ヰイ ヱエ ゐい ゑえ"

# Names only (people, companies): classes that the text of a law keeps apart.
NAME_CLASSES = ("斉斎",)


def _pairs(table: str) -> dict[int, str]:
    return {ord(pair[0]): pair[1:] for pair in table.split()}


# One table for str.translate, applied after NFKC and case folding.
UNIFIED: dict[int, str | None] = {
    **_pairs(RADICALS),
    **_pairs(OLD_FORMS),
    **_pairs(ARCHAIC_KANA),
    **{ord(mark): "-" for mark in HYPHENS},
    **{ord(mark): "~" for mark in WAVES},
}

HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in [*range(0x3041, 0x3097), 0x309D, 0x309E]}


@functools.cache
def written_as(folded: str) -> str:
    """A pattern for one folded character, in every way that is one character too: kana, width, case and old forms."""
    ways = {folded, folded.upper(), *_variants().get(folded, ())}
    ways |= {chr(code) for code, katakana in HIRAGANA_TO_KATAKANA.items() if chr(katakana) == folded}
    ways |= {chr(ord(way) + 0xFEE0) for way in tuple(ways) if "!" <= way <= "~"}
    signs = "".join(map(re.escape, sorted(way for way in ways if len(way) == 1)))
    return f"[{signs}]" if len(ways) > 1 else signs


@functools.cache
def _variants() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, usual in UNIFIED.items():
        found.setdefault(usual or "", []).append(chr(code))
    return found
