"""The form of address: Sie or du, bạn, anh or chị; as customers show it, never from a name."""

from __future__ import annotations

import re

from bot.texts import DEFAULT_FORM
from bot.words import Language
from nlu.language.letters import clean, fold

FORMS = {
    Language.DE: frozenset({"Sie", "du"}),
    Language.VI: frozenset({"bạn", "anh", "chị"}),
    Language.EN: frozenset({"you"}),
}
QUOTED = re.compile(
    r"„[^“”\"]*[“”\"]|“[^”]*”|»[^«]*«|«[^»]*»|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|^>.*$", re.M
)

DU = re.compile(
    r"\b(?:du|dich|dir|dein|deine|deinen|deinem|deiner|deines|kannst|kannste|hast|haste|bist"
    r"|willst|weißt|weisst|könntest|koenntest|hättest|haettest|würdest|wuerdest|möchtest"
    r"|hilfst|schickst|machst|sollst|darfst|musst|checkst)\b",
    re.IGNORECASE,
)
# The polite Sie is sure only where the capital is no accident: inside a sentence.
SIE_INSIDE = re.compile(r"(?<![.!?:…\n])[ ,;]\s*(?:Sie|Ihnen|Ihr|Ihre[nmrs]?)\b")
# Written small it may mean her or them; after these verbs it is the person spoken to.
SIE_SMALL = re.compile(
    r"\b(?:können|koennen|könnten|koennten|würden|wuerden|haben|hätten|helfen|schicken|sagen"
    r"|prüfen|schauen|geben|nennen|wissen|senden|erklären|teilen)"
    r" sie (?:mir|uns|bitte|mich|auch|mal|das|noch|da|vielleicht|eigentlich|einen?|es)\b"
    r"|\b(?:ihnen|sie) (?:bitte|mir helfen)\b",
    re.IGNORECASE,
)
LET_US_DU = re.compile(r"\b(?:(?<!nicht )duzen|du sagen|per du|beim du)\b", re.IGNORECASE)
LET_US_SIE = re.compile(r"\b(?:siezen|nicht duzen|per sie|beim sie)\b", re.IGNORECASE)

# What only a customer says of himself or herself: wants, deeds, and "for me".
WANTS = (
    "muốn|cần|hỏi|đặt|định|tính|nhắn|chưa nhận|mới|vừa|lỡ|đang|đã|thấy|quên|bị|không nhận|ko nhận"
    "|không thấy|mua|order|lấy|chốt|đổi|trả|hủy|huỷ|tìm|gửi|chờ|đợi|ở|thích|không muốn|chưa thấy"
    "|nhận được|nhận dc|ck|chuyển khoản|chuyển|mặc|không biết|ko biết|k biết|xem|cao|nặng|là khách"
)
FOR_ME = (
    "cho|giúp|giùm|dùm|hộ|báo|tư vấn|gọi|nhắn|gọi lại|trả lời|hỗ trợ|hướng dẫn|ship|giao|gửi|bán"
    "|để|với|tính|kiểm tra|check|chỉ|nói|trả|rep"
)
MINE = (
    "đơn|đơn hàng|hàng|kiện hàng|gói hàng|tài khoản|địa chỉ|mã đơn|tiền|số điện thoại|sđt|sdt|áo"
    "|quần|váy|giày|đồ|size|hóa đơn|email|mail|thẻ|bưu kiện"
)
NOT_ALONE = "(?! (?:ơi|oi|ấy|ay|ta|em|chị|chi phi|chi|anh|trai|gái|gai|rể|minh)\\b)"
SELF = (
    rf"(?:^|[.,!?\n;]|\b(?:ơi|oi|chào em|dạ|à|ừ|vâng|alo|rồi|mà|nhưng|shop|nếu|vì|em|hôm qua"
    rf"|hôm nay|hồi nãy|sao|là|thì)) *(?P<a>anh|chị){NOT_ALONE} (?:{WANTS})\b",
    rf"\b(?:{FOR_ME}) (?:cho |giúp |giùm |dùm |hộ |lại )?(?P<b>anh|chị){NOT_ALONE}"
    rf"(?= (?:hỏi|xem|biết|với|nhé|nha|đi|cái|đơn|mã|size|về|lại|mượn|gặp|thêm|một|1|2|luôn|chọn"
    rf"|áo|quần|váy|hàng|đổi|trả|hủy|số|địa chỉ|thông tin|link|giá|sang|ngay|trước|đến|tới|ạ|em"
    rf"|ko|không|được|dc|qua|vào|mua|đặt|xin|nói|hết|gấp)\b|[ ]*[.,!?\n;]|[ ]*$)",
    rf"\b(?:{MINE}) (?:của )?(?P<c>anh|chị){NOT_ALONE}(?= |[.,!?]|$)",
)
# One who calls himself or herself em (cháu, con) calls the other side anh or chị.
YOUNGER = re.compile(
    r"\b(?:(?:cho|giúp|giup|của|cua) (?:em|cháu|chau|con)\b(?! (?:bé|trai|gái|be|gai))"
    r"|(?:em|cháu|chau) (?:muốn|muon|cần|can|hỏi|hoi|đặt|dat|mua|chưa|chua|đã|vừa|mới|bị)\b"
    r"|(?:anh|chị|chi) (?:ơi|oi)\b)"
)


def _patterns(folded: bool) -> list[re.Pattern[str]]:
    return [re.compile(fold(p) if folded else p) for p in SELF]


WRITTEN, TYPED = _patterns(folded=False), _patterns(folded=True)


def form_of_address(text: str, language: Language, form: str) -> str:
    """The form after this text; form is the one so far, kept if the text shows none."""
    if form not in FORMS[language]:
        form = DEFAULT_FORM[language]
    text = QUOTED.sub(" ", clean(text))
    if language is Language.DE:
        return _german(text) or form
    if language is Language.VI:
        return _vietnamese(text) or form
    return form


def _german(text: str) -> str | None:
    if LET_US_SIE.search(text):
        return "Sie"
    if LET_US_DU.search(text):
        return "du"
    polite = bool(SIE_SMALL.search(text)) or (not text.isupper() and bool(SIE_INSIDE.search(text)))
    if bool(DU.search(text)) == polite:
        return None  # neither, or both
    return "Sie" if polite else "du"


def _vietnamese(text: str) -> str | None:
    # "Anh" with a capital inside a sentence is a name: Lan Anh, tiếng Anh.
    text = re.sub(r"(?<=\w )(?:Anh|Chị)\b", " ", text).lower()
    text = re.sub(r"\b(?:tiếng|tieng|nước|nuoc|người|nguoi) anh\b|\banh (?:chị|chi|em)\b"
                  r"|\b(?:anh|chị) (?:dâu|họ|tôi)\b", " ", text)
    if YOUNGER.search(text):
        return None
    for patterns in (WRITTEN, TYPED):
        found = [match for pattern in patterns for match in pattern.finditer(text)]
        if found:
            last = max(found, key=lambda match: match.start())
            word = next(word for word in last.groups() if word)
            return "anh" if word == "anh" else "chị"
    return None
