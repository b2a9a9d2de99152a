"""Sizes and colours, as customers say them in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nlu.components.codes import COUNTED
from nlu.components.entity import Entity, longest
from nlu.components.words import CAPITALS

LETTERS = r"xxxl|3xl|xxl|2xl|xl|xs|s|m|l"
SIZE = re.compile(rf"(?<![\w&.@-])({LETTERS})(?![\w&'’@-]|\.\w)", re.I)
# "co" and "so" say a size only in Vietnamese; "số 12 Nguyễn Trãi" is a house.
SIZE_CUE = re.compile(
    r"(?<![\w.@])(?:\w*(?:größen?|groessen?|grössen?|grossen?)|gr\.?|sizes?|sz|cỡ)(?:\s*[:=])?\s+"
    rf"(?:is\s+|ist\s+|là\s+)?(\d{{2}}|{LETTERS})(?![\w%€]|[.,x×]\s?\d){COUNTED}"
    rf"|(?<![\w.@])(?:sizes?|sz)(\d{{2}}|{LETTERS})(?!\w)"
    r"|(?<!\w)(?:\w*hosen?|jeans|\w*rock|\w*kleid|trousers|pants|skirt|dress|quần|quan|váy|vay|đầm"
    rf"|dam)\s+(?:in\s+)?(3[2-9]|4\d|5[0-6])(?![\w%€]|[.,x×]\s?\d){COUNTED}"
    r"|(?<!\w)(3[2-9]|4\d|5[0-6])er(?!\w|\s+jahre)", re.I)
# "số 38 phố Huế" is a house, "so 40 ngày" about so many days.
NO_SIZE = (rf"\s+(?:(?-i:[{CAPITALS}])|(?:phố|pho|đường|duong|ngõ|ngo|ngách|ngach|hẻm|hem|hàng|hang"
           r"|ngày|tuần|tuan|tháng|thang|năm|phút|phut)\b)")
VIETNAMESE_CUE = re.compile(
    rf"(?<!\w)(?:co|số|so)\s+(?:(3[2-9]|4\d|5[0-6])(?!\w|[.,]\d|{NO_SIZE}){COUNTED}"
    rf"|({LETTERS})(?!\w))", re.I)
ABROAD = re.compile(rf"(?<!\w)((?:UK|EU|US)\s?\d{{1,2}})(?!\w|[.,]\w)(?i:{COUNTED})")
MEASURES = re.compile(
    r"(?<![\w.,])(\d{2,3})\s?(?:cm\s?)?[x×*]\s?(\d{2,3})(?:\s?cm)?(?![\w*]|[.,]\d)", re.I)
SPELLED = {"extra large": "XL", "x-large": "XL", "extra small": "XS", "x-small": "XS",
           "medium": "M", "large": "L", "small": "S"}
# "a small problem" is no size: it is one after "in" or "size" where the clause ends.
SPELLED_SIZE = re.compile(
    r"(?<!\w)(?:(extra large|x-large|extra small|x-small)"
    r"|(?:sizes?|in(?:\s+an?)?)\s+(small|large|medium)(?=\s*(?:[?.,;!]|$|\s(?:or|and|please|pls"
    r"|oder|und|bitte|instead|too)\b))|(?:an?|the|got|this|it)\s+(?:in\s+)?(medium)"
    r"(?!\s+(?:heat|sized|length)))(?!\w)", re.I)

COLOURS = {
    "white": "weiß weiss white trắng", "black": "schwarz black đen",
    "navy": "marine marineblau dunkelblau nachtblau navy navy-blue dark-blue xanh-navy xanh-đen "
            "xanh-tím-than",
    "sage": "salbei salbeigrün sage xanh-lá-nhạt",
    "sand": "sand sandfarben cát", "terracotta": "terracotta terrakotta đất-nung gạch",
    "indigo": "indigo chàm", "grey": "grau grey gray xám ghi", "natural": "natur natural tự-nhiên "
    "mộc", "rust": "rost rostrot rust gỉ", "olive": "oliv olivgrün olive ô-liu rêu xanh-rêu",
    "cream": "creme cremefarben cream kem offwhite off-white",
    # Plain colours, which a product has in shades of its own (actions.stock).
    "blue": "blau blue xanh-dương xanh-lam xanh-da-trời xanh-nước-biển xanh-biển xanh-duong "
            "xanh-da-troi xanh-nuoc-bien",
    "brown": "braun brown nâu", "green": "grün gruen green xanh-lá-cây xanh-lá xanh-la-cay",
    "red": "rot đỏ", "yellow": "gelb yellow", "pink": "pink rosa rosé", "beige": "beige",
    # Colours nothing may come in: the answer is what there is instead.
    "purple": "lila violett purple violet lavendel lavender tím", "orange": "orange",
    "turquoise": "türkis petrol turquoise teal xanh-ngọc xanh-ngoc", "mint": "mint xanh-bạc-hà",
    "burgundy": "bordeaux bordeauxrot weinrot burgundy maroon đỏ-đô đỏ-rượu đỏ-mận",
    "gold": "gold goldfarben golden", "silver": "silber silberfarben silbern silver",
    "khaki": "khaki kaki",
}
WHOLE_COLOURS = {"red": "red"}  # "reden" is no form of it
# Typed without marks these are other words too ("den", "trang web"): only after "màu", "mau".
BARE_COLOURS = {
    "white": "trang", "black": "den", "sage": "xanh-la-nhat", "sand": "cat",
    "terracotta": "dat-nung gach", "indigo": "cham", "grey": "xam", "natural": "tu-nhien moc",
    "rust": "gi", "olive": "o-liu reu", "blue_or_green": "xanh", "red": "do", "brown": "nau",
    "yellow": "vàng vang", "pink": "hồng hong", "blue": "xanh-lam", "green": "xanh-la",
    "beige": "be", "orange": "cam", "purple": "tim", "silver": "bạc bac", "burgundy": "do-do",
}
# "hellgrün", "himmelblau": any German word before the colour; before "rot" only what shades it.
SHADED = re.compile(
    r"(?<!\w)(?:[^\W\d_]{3,12}(blau|grün|gruen|gelb|grau|braun|schwarz)|(?:hell|dunkel|knall|tief|"
    r"wein|ziegel|kirsch|feuer|rubin|blut|himbeer|koralle?n?)(rot)|(?:alt|zart|hell|dunkel)(rosa)|"
    r"(?:woll|schnee|rein|creme|perl|natur|alt)(weiß|weiss))(?:e|er|es|en|em)?(?!\w)", re.I)
# "ich weiß nicht" says no colour.
KNOWS = re.compile(r"(?<!\w)(?:ich|er|sie|man|wer|niemand|keiner|jemand|i)\s+wei(?:ß|ss)(?!\w)"
                   r"|(?<!\w)wei(?:ß|ss)\s+(?:nicht|ich|nix|net|ned|jemand|leider|gar)\b", re.I)
FORMS = r"(?:e|er|es|en|em|s|farbene[nrsm]?)?"
Found = Iterator[Entity]


def sizes(text: str, language: str) -> Found:
    """Letters, numbers after a word for size, "160x200", "in medium"."""
    seen: set[int] = set()
    for entity in longest([*_cued(text, language), *_measured(text)]):
        seen.add(entity.start)
        yield entity
    for match in SIZE.finditer(text):
        # A single small letter is a size only where somebody says so.
        if match.start(1) not in seen and (len(match[1]) > 1 or match[1].isupper()):
            yield Entity("size", _size(match[1]), match.start(1), match.end(1))


def _cued(text: str, language: str) -> Found:
    for pattern in (SIZE_CUE, *((VIETNAMESE_CUE,) if language == "vi" else ())):
        for match in pattern.finditer(text):
            group = match.lastindex or 1
            yield Entity("size", _size(match[group]), match.start(group), match.end(group))
    for match in SPELLED_SIZE.finditer(text):
        group = match.lastindex or 1
        yield Entity("size", SPELLED[match[group].lower()], match.start(group), match.end(group))


def _measured(text: str) -> Found:
    for match in MEASURES.finditer(text):
        yield Entity("size", f"{match[1]}x{match[2]}", match.start(), match.end())
    for match in ABROAD.finditer(text):
        yield Entity("size", f"{match[1][:2]} {match[1][2:].strip()}", match.start(), match.end())


def _size(text: str) -> str:
    return {"2XL": "XXL", "3XL": "XXXL"}.get(text.upper(), text.upper())


def colours(text: str) -> list[Entity]:
    """A colour's name; of those that share a place the longest ("xanh", "xanh navy")."""
    text = KNOWS.sub(lambda match: " " * len(match[0]), text)
    found = [entity for pattern, table in PATTERNS for entity in _coloured(pattern, table, text)]
    for match in SHADED.finditer(text):
        base = next(group for group in match.groups() if group).lower()
        found.append(Entity("colour", BASES[base], match.start(), match.end()))
    return longest(found)  # of two equally long the tables' own: "dunkelblau" is navy


def _coloured(pattern: re.Pattern[str], table: Mapping[str, str], text: str) -> Found:
    for match in pattern.finditer(text):
        name = re.sub(r"[\s-]+", " ", match[1].lower())
        yield Entity("colour", table[name], match.start(1), match.end())


def _pattern(words: Mapping[str, str], suffix: str = "", after: str = ""
             ) -> tuple[re.Pattern[str], dict[str, str]]:
    by_word = {word.replace("-", " "): value for value, all_ in words.items()
               for word in all_.split()}
    ordered = sorted(by_word, key=len, reverse=True)
    spelled = "|".join(re.escape(word).replace(r"\ ", r"[\s-]+") for word in ordered)
    return re.compile(rf"(?<!\w){after}({spelled}){suffix}(?!\w)", re.I), by_word


PATTERNS = (_pattern(COLOURS, FORMS), _pattern(WHOLE_COLOURS),
            _pattern(BARE_COLOURS, after=r"(?:màu|mau)\s+"))
BASES = {base: PATTERNS[0][1][base] for base in (
    "blau", "grün", "gruen", "gelb", "grau", "braun", "schwarz", "rot", "rosa", "weiß", "weiss")}
