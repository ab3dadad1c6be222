"""Small files of every format, written for these tests; the town みほん町 and its people are invented."""

import json
from collections.abc import Sequence
from typing import Any

PICTURE = "(picture)"


def law(
    provisions: str, *, head: str = "", tail: str = "", attributes: str = 'Era="Reiwa" Year="05" LawType="Misc"'
) -> str:
    """A law of the given main provision."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Law {attributes} PromulgateMonth="04" PromulgateDay="01">'
        f"<LawNum>令和五年みほん町条例第三号</LawNum><LawBody><LawTitle>みほん町広場条例</LawTitle>{head}"
        f"<MainProvision>{provisions}</MainProvision>{tail}</LawBody></Law>"
    )


def article(number: str, title: str, *paragraphs: str, caption: str = "") -> str:
    """An article of paragraphs, each its sentence (and any further elements after a bar)."""
    parts = []
    for position, paragraph in enumerate(paragraphs, start=1):
        sentence, _, more = paragraph.partition("|")
        parts.append(
            f'<Paragraph Num="{position}"><ParagraphNum>{position if position > 1 else ""}</ParagraphNum>'
            f"<ParagraphSentence><Sentence>{sentence}</Sentence></ParagraphSentence>{more}</Paragraph>"
        )
    named = f"<ArticleCaption>（{caption}）</ArticleCaption>" if caption else ""
    return f'<Article Num="{number}">{named}<ArticleTitle>{title}</ArticleTitle>{"".join(parts)}</Article>'


def item(number: str, title: str, sentence: str) -> str:
    return (
        f'<Item Num="{number}"><ItemTitle>{title}</ItemTitle>'
        f"<ItemSentence><Sentence>{sentence}</Sentence></ItemSentence></Item>"
    )


def one_frame(*speeches: str, title: str = "閲覧 | みほん町議会会議録") -> str:
    """A dbsearch page of the layout with everything in one frame; lines of a speech end with <br />."""
    voices = "".join(
        f'<div class="page-text__voice" id="VoiceNo{number}"><p class="page-text__text">'
        f'<span class="page-text__number">{number}</span>\n            {speech}<br />\n\n        </p></div>'
        for number, speech in enumerate(speeches, start=1)
    )
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{voices}</body></html>"


def panels(*speeches: tuple[str, str]) -> str:
    """A dbsearch page that declares the speaker beside each speech, of the layout with panels."""
    items = "".join(
        f'<li><div class="voice__name"><span class="voice__number">{number}: </span>'
        f'<span class="voice__title">{speaker}</span></div><div class="voice__textwrap">'
        f'<p class="js-textwrap-container"><span class="visible-print-block">{number}: </span>{text}<br /></p></div></li>'
        for number, (speaker, text) in enumerate(speeches, start=1)
    )
    return (
        "<!DOCTYPE html><html><head><title>文書閲覧 | みほん市議会会議録</title></head><body>"
        '<p class="view__title">広場特別委員会　本文</p><p class="view__date">開催日: <time>2025-03-14</time></p>'
        f'<ul class="voice__list">{items}</ul></body></html>'
    )


def record(**changes: Any) -> dict[str, Any]:
    """A line of minutes for a normalised set."""
    fields: dict[str, Any] = {
        "id": "mihon-1",
        "kind": "minutes",
        "title": "みほん町議会 第1回定例会",
        "meeting": "第1回定例会",
        "body": "みほん町議会",
        "city": "みほん町",
        "date": "2025-03-14",
        "source_url": "https://example.jp/1",
        "licence": "sample",
        "passages": [
            {"seq": 1, "speaker": "議長（見本太郎君）", "role": "chair", "text": "開会します。"},
            {"seq": 2, "speaker": "町長（例示花子君）", "role": "executive", "text": "お答えします。"},
        ],
    }
    return {**fields, **changes}


def jsonl(*records: Any) -> bytes:
    """Lines of a normalised set; a str is taken as the line itself."""
    lines = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in records)
    return "".join(f"{line}\n" for line in lines).encode()


def pdf(pages: Sequence[Sequence[str] | None]) -> bytes:
    """A PDF with one line of text under the other; None makes a page that is only a picture, [] an empty page,
    the line PICTURE a picture beside the text.

    The font is one of Adobe's Japanese ones by name, so nothing needs to be embedded.
    """
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UTF16-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /CIDSystemInfo"
        b" << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /FontDescriptor 5 0 R >>",
        b"<< /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        b" /Ascent 700 /Descent -100 /StemV 80 /CapHeight 700 >>",
    ]
    kids = []
    for lines in pages:
        content = _picture() if lines is None else _lines(lines)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _assembled(objects)


def _lines(lines: Sequence[str]) -> bytes:
    drawn = [b"BT /F1 10 Tf 14 TL 50 800 Td"]
    drawn += [b"<%s> Tj T*" % line.encode("utf-16-be").hex().encode() for line in lines if line != PICTURE]
    return b" ".join([*drawn, b"ET", _picture() if PICTURE in lines else b""])


def _picture() -> bytes:
    return b"q 500 0 0 700 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"


def _assembled(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
