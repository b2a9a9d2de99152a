"""Explicit wishes for a language: "can we speak English?", "auf Deutsch bitte"."""

from __future__ import annotations

import re

from bot.words import Language
from nlu.language.letters import clean, fold

OTHER = "other"

# Names of languages as written in any of them, without diacritics and umlauts.
NAMES = {
    Language.DE.value: "deutsch|deutsche|deutscher|hochdeutsch|german|tieng duc|allemand|aleman"
    "|tedesco|niemiecku|almanca",
    Language.VI.value: "vietnamesisch|vietnamese|tieng viet(?: nam)?|vietnamien",
    Language.EN.value: "englisch|english|tieng anh|anglais|ingles|inglese|angielsku|ingilizce",
    OTHER: "franzosisch|french|tieng phap|francais|spanisch|spanish|tieng tay ban nha|espanol"
    "|italienisch|italian|tieng y|italiano|portugiesisch|portuguese|portugues|polnisch|polish"
    "|polsku|turkisch|tuerkisch|turkish|turkce|tieng tho(?: nhi ky)?|russisch|russian|tieng nga"
    "|chinesisch|chinese|mandarin|tieng trung(?: quoc)?|tieng hoa|japanisch|japanese|tieng nhat"
    "|koreanisch|korean|tieng han(?: quoc)?|arabisch|arabic|niederlandisch|hollandisch|dutch"
    "|nederlands|tschechisch|czech|cesky|ukrainisch|ukrainian|kroatisch|croatian|serbisch"
    "|serbian|rumanisch|romanian|ungarisch|hungarian|griechisch|greek|thailandisch"
    "|tieng thai|tieng khmer|persisch|persian|danisch|danish|schwedisch|swedish",
}
ANY = "(?P<name>" + "|".join(NAMES.values()) + ")"
PLEASE = (
    "(?:bitte|please|pls|plz|gern|gerne|lieber|danke|thanks|thank you|nhe|nha|a|ah|di|duoc khong"
    "|dc ko|dc k|duoc ko|dc khong|voi|oi|shop|ban|hi|hello|hallo|hey|s'il vous plait|por favor"
    "|per favore|lam on|vui long|xin|geht das|geht|only|nur|ok|okay|ja|yes|no|nein|moglich"
    "|instead|stattdessen|thoi|khong|ko|k|co|v|vay|is it possible|kein problem)"
)
EN_VERB = r"(?:speak|talk|chat|write|type|text|reply|respond|answer|switch|change|continue|go on)"
DE_VERB = (
    r"(?:sprech\w*|sprichst|red(?:e|en|est|et)|schreib\w*|antwort\w*|chatten|wechseln"
    r"|weiter|weitermachen|unterhalten|kommunizier\w*|konnen|konnten|kann|umschalten|umstellen)"
)
VI_VERB = r"(?:noi|tra loi|rep|chat|viet|chuyen|dung|xai|su dung|trao doi|nhan|tu van|giao tiep)"
PATTERNS = [
    re.compile(pattern)
    for pattern in (
        # The name of a language with nothing but courtesy around it.
        rf"^(?:{PLEASE} )*(?:in|auf|bang|sang|en|em|po|noi)? ?{ANY}(?: {PLEASE})*$",
        rf"\b{EN_VERB}(?: (?:to|with|me|us|you|back|the language|over|please))*"
        rf"(?: (?:in|to|into))? {ANY}\b",
        rf"\b(?:can|could|may|shall|let's|lets) (?:we|you|i)?(?: please)? ?(?:do|use|have)"
        rf" (?:this |it )?(?:in )?{ANY}\b",
        rf"\b(?:prefer|in) {ANY} (?:please|pls|plz|if possible|only)\b",
        rf"\b(?:i|we)(?: would|'d)? prefer {ANY}\b",
        rf"\bany(?:one|body) (?:who )?(?:speaks?|speaking) {ANY}\b",
        rf"\b{ANY} (?:please|pls|plz)[?!. ]*$",
        rf"\b{DE_VERB}(?: [\w']+){{0,4}}? (?:auf |in |lieber |gern |nur )*{ANY}\b",
        rf"\b(?:jemand\w*|wer|mensch\w*|mitarbeiter\w*)(?: [\w']+){{0,3}}? {ANY} "
        r"(?:spricht|kann)\b",
        rf"\b(?:auf|lieber) {ANY}(?: [\w']+){{0,3}}? {DE_VERB}\b",
        rf"\b(?:bitte|lieber|gern|gerne|nur) (?:auf |in )?{ANY}[?!. ]*$",
        rf"\b(?:auf|lieber) {ANY} (?:bitte|weiter)\b",
        rf"^{ANY} bitte\b",
        rf"\b{VI_VERB}(?: (?:chuyen|qua|sang|bang|lai|cho|minh|em|toi|shop|voi|ban|duoc|dc))*"
        rf" {ANY}\b",
        rf"\b(?:biet|hieu) {ANY} (?:khong|ko|k|hok|hong|hem|chu|a)\b",
        rf"\b{ANY} speaking (?:agent|person|human|someone|colleague|staff|support)\b",
        rf"\bbang {ANY} (?:duoc|dc|di|nhe|nha|giup|cho|voi)\b",
        rf"\b(?:parlez|parle|parler|habla|hablas|hablan|hablar|parla|parlate|fala|falam|spreekt"
        rf"|spreken|mowi\w*|mluvite)(?: [\w-]+)?(?: en| po)? {ANY}\b",
        rf"\b{ANY} (?:biliyor|konus)\w*",
    )
]
NEGATED = re.compile(
    r"\b(?:why|warum|wieso|weshalb|sao|tai sao|statt|anstatt|instead of|rather than|thay vi"
    r"|pas|non|nie|weder|neither|don't|dont|do not|can't|cannot|can not|not|never|no|kein|keine"
    r"|nicht|khong biet|ko biet|k biet|khong noi|ko noi|khong ranh|khong hieu|ko hieu"
    r"|khong gioi|without|ohne)"
    r"(?: [\w']+){0,4}$|\b(?:noch|nor)$"
)
NAMED = re.compile(rf"\b{ANY}\b")
SPACES = re.compile(r"[^\w']+")
SENTENCES = re.compile(r"[.!?;:\n]+")


def wished(text: str) -> Language | str | None:
    """The language a customer asks for; OTHER for one we do not speak; None for no wish."""
    # A "not" belongs to its own sentence: "My German is not so good. English please."
    wishes = [_in_sentence(part) for part in SENTENCES.split(text[:500])]
    return next((wish for wish in reversed(wishes) if wish is not None), None)


def _in_sentence(text: str) -> Language | str | None:
    plain = SPACES.sub(" ", fold(clean(text).lower())).strip()
    if not NAMED.search(plain):
        return None
    found = [
        match
        for pattern in PATTERNS
        for match in pattern.finditer(plain)
        if not NEGATED.search(_before(plain, match.start("name")))
    ]
    if not found:
        return None
    return _which(max(found, key=lambda match: match.start("name"))["name"])


def _before(plain: str, place: int) -> str:
    """What stands before a language's name, after the one before it: "no German, only English"."""
    others = [named.end() for named in NAMED.finditer(plain, 0, place)]
    return plain[max(others, default=0) : place].rstrip()


def _which(name: str) -> Language | str:
    for language, names in NAMES.items():
        if re.fullmatch(names, name):
            return OTHER if language == OTHER else Language(language)
    raise ValueError(f"no language is called {name!r}")
