"""What is new in a mail: quotes, signatures and closings cut, in three languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

ADDRESSED = 4  # lines that the sentence above a quote may be wrapped into
CLOSING = 5  # lines after "Kind regards": name, firm, telephone


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# The sentence above a quote, as one line. Gmail, Apple Mail, Thunderbird, Outlook on phones.
WROTE = _any(
    r"Am .{4,250}(?:schrieb|hat).{0,200}:", r".{4,200} schrieb am .{4,120}:",
    r"On .{4,250}\bwrote:", r".{4,200} wrote on .{4,120}:",
    r"(?:Vào|Lúc|Ngày|Trong) .{4,250}\bviết:", r".{4,200} đã viết (?:vào|lúc|ngày) .{4,120}:",
)
WROTE_BEGINS = _any(r"Am ", r"On ", r"Vào ", r"Lúc ", r"Ngày ", r"Trong ",
                    r".{4,200} (?:schrieb am|wrote on|đã viết (?:vào|lúc|ngày)) ")
# A line that says that another mail follows.
DIVIDER = _any(
    r"[-_=\s]{2,}(?:Original Message|Original Appointment|Reply Message)[-_=\s]{2,}",
    r"[-_=\s]{2,}(?:Urspr\w+ Nachricht|Original-?Nachricht|Originalnachricht)[-_=\s]{2,}",
    r"[-_=\s]{2,}(?:Tin nhắn gốc|Thư gốc|Thông điệp gốc|Tin nhắn ban đầu)[-_=\s]{2,}",
    r"[-_=\s]{2,}(?:Forwarded message|Weitergeleitete Nachricht|Tin nhắn chuyển tiếp|"
    r"Thư chuyển tiếp|Thư đã chuyển tiếp)[-_=\s]{2,}",
    r"(?:Begin forwarded message|Anfang der weitergeleiteten (?:Nachricht|E-Mail)|"
    r"Bắt đầu thư được chuyển tiếp)\s*:",
    r"_{20,}",
)
# Outlook's block above a quote: the first field, then at least two more within five lines.
FIRST_FIELD = _any(r"\*?(?:From|Von|Từ|Người gửi)\s*:\*?\s*\S.*")
FIELD = _any(r"\*?(?:Sent|Date|To|Cc|Subject|Gesendet|Datum|An|Betreff|Đã gửi|Ngày|Ngày gửi|Gửi|"
             r"Đến|Tới|Người nhận|Chủ đề|Tiêu đề|Importance|Priorität)\s*:\*?.*")
# What a telephone or a mail service puts under every mail.
DEVICE = _any(
    r"(?:Von|Gesendet von|Diese Nachricht wurde von) mein\w* .{2,60} (?:aus )?gesendet\W*",
    r"(?:Gesendet|Versendet) (?:von|mit|aus) .{2,80}",
    r"Sent (?:from|with|via) .{2,80}", r"(?:Get|Download) Outlook for .{2,40}",
    r"(?:Holen Sie sich|Hol dir|Laden Sie|Beschaffen Sie) Outlook für .{2,40}",
    r"Outlook für .{2,20} (?:beschaffen|herunterladen)\W*",
    r"(?:Đã|Được) gửi (?:từ|bằng|qua) .{2,60}", r"Gửi từ .{2,60}",
    r"(?:Tải|Nhận|Lấy) Outlook (?:cho|dành cho) .{2,40}",
)
CLOSINGS = _any(
    r"(?:Mit )?(?:freundliche\w*|beste\w*|viele\w*|liebe\w*|herzliche\w*|schöne\w*) "
    r"Gr(?:uß|üße\w*|uss|uesse\w*|üsse\w*)(?: aus .{2,30})?", r"(?:LG|VG|MfG|BG)", r"Gruß",
    r"(?:Kind|Best|Warm|With kind|With best) regards", r"Regards", r"Best wishes", r"Best",
    r"(?:Yours )?(?:sincerely|faithfully)(?: yours)?", r"Cheers",
    r"(?:Xin )?trân trọng(?: kính chào| cảm ơn)?", r"Thân(?: mến| ái)?", r"Kính thư",
    r"Xin chân thành cảm ơn",
)


def new_text(text: str) -> str:
    """What the writer added. A mail that only quotes or forwards is its own content: kept whole."""
    lines = [line.rstrip() if line != "-- " else line for line in text.split("\n")]
    kept = without_closing(without_signature(without_quotes(lines)))
    return _joined(kept) or _joined(without_signature(lines)) or text.strip()


def without_quotes(lines: Sequence[str]) -> list[str]:
    """Quoted lines go, wherever they stand; after the head of a quote without marks, everything."""
    kept, number = list[str](), 0
    while number < len(lines):
        line = lines[number].strip()
        if line.startswith(">"):
            number += 1
            continue
        if DIVIDER.fullmatch(line) or _outlook_head(lines, number):
            break
        height = _wrote_head(lines, number)
        if height and not _marked(lines, number + height):
            break  # nothing shows where this quote ends
        if not height:
            kept.append(lines[number])
        number += max(height, 1)
    return kept


def _wrote_head(lines: Sequence[str], number: int) -> int:
    """How many lines from here are the sentence above a quote; 0 when it is none."""
    if not WROTE_BEGINS.match(lines[number].strip()):
        return 0
    for height in range(1, ADDRESSED + 1):
        block = [line.strip() for line in lines[number:number + height]]
        if not all(block):
            return 0
        if block[-1].endswith(":") and WROTE.fullmatch(" ".join(block)):
            return height
    return 0


def _marked(lines: Sequence[str], number: int) -> bool:
    """Whether the next line that is not empty is quoted with a mark."""
    following = (line.strip() for line in lines[number:])
    return next((line for line in following if line), "").startswith(">")


def _outlook_head(lines: Sequence[str], number: int) -> bool:
    if not FIRST_FIELD.fullmatch(lines[number].strip()):
        return False
    return sum(bool(FIELD.fullmatch(line.strip())) for line in lines[number + 1:number + 6]) >= 2


def without_signature(lines: Sequence[str]) -> list[str]:
    """Up to the signature's mark (RFC 3676: "-- "), and without what devices add."""
    found = next((number for number, line in enumerate(lines)
                  if line in ("-- ", "--") and number), len(lines))
    return [line for line in lines[:found] if not DEVICE.fullmatch(line.strip())]


def without_closing(lines: Sequence[str]) -> list[str]:
    """"Viele Grüße" and the few short lines of a name that end the mail."""
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    for number in range(max(1, len(kept) - CLOSING), len(kept)):
        after = [line.strip() for line in kept[number + 1:]]
        if CLOSINGS.fullmatch(kept[number].strip(" ,.!–-")) and all(
                len(line) <= 60 and not line.endswith("?") for line in after):
            return kept[:number]
    return kept


def _joined(lines: Sequence[str]) -> str:
    """Lines as a text without gaps of several empty ones."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
