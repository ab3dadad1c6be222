"""CSV of the public record: UTF-8 with a mark that office programs need, one line a fact, nothing that is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from civic import clock
from civic.i18n import sentence
from civic.review.models import ActKind
from civic.review.queries import Figures, Logged

LOG_HEAD = (
    "番号", "決めた日時", "対応", "条", "ルールの版", "きっかけ", "決めた人の役割", "二人目の確認", "市の課についての投稿",
    "異議", "取り消し", "会議室",
)  # fmt: skip


def _plain(value: object) -> str:
    """A cell that begins like a formula is made text (rooms are named by people)."""
    text = str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t") else text


def table(rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_plain(one) for one in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def log_table(lines: Iterable[Logged]) -> bytes:
    """The public log: what the page shows, no more."""
    rows: list[Sequence[object]] = [LOG_HEAD]
    for one in lines:
        at = f"{clock.tokyo(one.decided_at):%Y-%m-%dT%H:%M:%S%z}"
        rows.append(
            (
                one.act_id, at, sentence(f"review.kind.{one.kind.value}"), one.article or "", one.rule_version,
                sentence(f"review.source.{one.source.value}"), sentence(f"review.role.{one.role}"),
                "あり" if one.is_seconded else "", "該当" if one.is_about_section else "",
                sentence(f"review.appeal.{one.appeal.value}") if one.appeal else "", "あり" if one.is_undone else "",
                one.room_title,
            )
        )  # fmt: skip
    return table(rows)


def figures_table(one: Figures) -> bytes:
    """The yearly report as a table: item, article, source, number."""
    rows: list[Sequence[object]] = [("項目", "条", "きっかけ", "件数"), ("期間のはじめ", "", "", one.since)]
    rows.append(("期間のおわり", "", "", one.until))
    rows += [(f"対応：{sentence(f'review.kind.{kind.value}')}", "", "", one.acts.get(kind, 0)) for kind in ActKind]
    rows += [
        ("違反の知らせ", "", "", one.reports), ("異議の申立て", "", "", one.appeals),
        ("異議：元に戻した", "", "", one.appeals_restored), ("異議：決定を保った", "", "", one.appeals_upheld),
        ("権利侵害の申出", "", "", one.requests), ("申出：削除した", "", "", one.requests_removed),
        ("申出：一部を伏せた", "", "", one.requests_partly), ("申出：断った", "", "", one.requests_refused),
        ("発信者情報の開示請求", "", "", one.disclosures), ("決めるまでの時間（中央値）", "", "", one.median_hours or ""),
        ("期限に遅れた決定", "", "", one.late), ("市の課についての投稿への対応", "", "", one.about_sections),
        ("緊急の非表示", "", "", one.urgent), ("二人目が認めた非表示", "", "", one.seconded),
        ("二人目がなく戻った投稿", "", "", one.returned),
    ]  # fmt: skip
    for line in one.by_line:
        source = sentence(f"review.source.{line.source.value}")
        rows.append(("条文ときっかけ別：対応", line.article, source, line.acts))
        rows.append(("条文ときっかけ別：異議", line.article, source, line.appeals))
        rows.append(("条文ときっかけ別：取り消し", line.article, source, line.restored))
    return table(rows)
