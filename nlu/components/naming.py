"""A person's name, where somebody says it: "ich heiße …", "tên tôi là …", "this is Maria Lopez"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from nlu.components.entity import Entity
from nlu.components.words import CAPITALS

CAPITAL = f"[{CAPITALS}]"
# After these comes a name, however it is typed.
SAID = re.compile(
    r"(?<!\w)(?:(?:ich|i)\s+hei(?:ß|ss|s)e?|i\s+hoa(?:ß|ss)|mein\s+name(?:\s+(?:ist|lautet)|\s*:)"
    r"|my\s+name(?:'s|’s|\s+is|\s*:)|i(?:\s+am|'m|’m)\s+called|(?:auf|unter)\s+de[nm]\s+namen"
    r"|under\s+the\s+name(?:\s+of)?|(?:full\s+|vor-?\s*und\s+nach)?name\s*:"
    rf"|họ\s+(?:và\s+)?tên(?=\s+(?-i:{CAPITAL}))|(?:họ\s+(?:và\s+)?)?tên(?:\s+của)?"
    r"(?:\s+(?:tôi|mình|em|anh|chị|mk))?(?:\s+là|\s*:)"
    r"|(?:ho\s+(?:va\s+)?)?ten(?:\s+cua)?(?:\s+(?:toi|minh|em|anh|chi|mk))?(?:\s+la|\s*:)"
    r"|(?:tôi|mình|em|anh|chị)\s+tên(?:\s+là)?|(?:toi|minh|em|anh|chi)\s+ten(?:\s+la)?)"
    r"\s+((?:[^\W\d_][\w'’-]*\s?){1,5})", re.I)
TITLE = r"(?:(?P<title>(?:Herrn?|Frau|Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+)+)?"
SMALL = r"(?:von|van|vom|zu|zur|de|del|della|der|den|da|di|dos|la|le|el|al)"
WRITTEN = rf"(?P<name>{CAPITAL}[\w'’-]*(?:\s+(?:{SMALL}\s+)*{CAPITAL}[\w'’-]*)*)"
OVER = r"(?=\s*(?:[.,;:!?\n–(-]|$)|\s+(?:und|and|và|aus|from|here|ở|bên|nha|nhé|ạ|đây)\b)"
# After these a name may come: it shows by its capitals, and that nothing follows it.
MAYBE = re.compile(
    rf"(?<!\w)(?:(?i:ich\s+bin(?P<the>\s+(?:der|die))?|i\s+bin(?P<da>\s+(?:da|de|d))?"
    rf"|hier\s+(?:ist|spricht|schreibt)|i(?:\s+am|'m|’m)|(?P<of>this\s+is|it(?:'s|’s))"
    rf"|(?P<vi>tôi\s+là|mình\s+là|em\s+là|anh\s+là|chị\s+là)))\s+{TITLE}{WRITTEN}{OVER}")
STOPPING = (
    "und and và va ich i tôi mình muốn cần möchte habe from aus ở jetzt anders nicht auch falsch "
    "also not spelled misspelled wrong changed now không khong bị bi sai ạ nhé nha nhe ơi oi đây "
    "rồi sđt sdt số email mail mit bei with at can please bitte order bestellung meine my who wo "
    "wie where is ist seit was what cho hỏi hoi gì gi nào but aber có mua đặt")
NO_NAME = frozenset(STOPPING.split())

# "Ich bin der Käufer": nouns in -er and -erin say what somebody is, except these names.
ROLE = re.compile(r".+(?:er|erin|ste|zte|ige|ling)|.*kund(?:e|in)|(?:chef|nachbar|freund)(?:in)?"
                  r"|frau|mann|sohn|neue|dumme|doofe|depp|idiot|trottel")
NAMES_IN_ER = (
    "alexander amber dieter elmer esther ester günter günther guenter guenther heiner holger "
    "jasper jennifer kasper ludger oliver peter rainer reiner roger rüdiger sander summer tyler "
    "volker walter werner xaver")
IN_ER = frozenset(NAMES_IN_ER.split())
# No name holds one of these ("This is Not Good"); "An", "My" and "Do" may be Vietnamese ones.
NOT_IN_NAMES = (
    "a the this that these those it not never no very too so quite really just still only also "
    "and or but if of for from with without about at in on to as is are was be been all any some "
    "more most much again already here there now then me you your our their what when where how "
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow "
    "sehr nicht kein keine total echt ganz wirklich leider immer noch nur schon")
NEVER = frozenset(NOT_IN_NAMES.split())
# "This is" begins much else: it is only a name where a greeting and this are all that is said.
BEFORE = re.compile(r"\W*(?:[^\W\d_]+\W+){0,2}")
AFTER = re.compile(r"\W*|\s+(?:from|here)\b.*", re.S)


def names(text: str) -> Iterator[Entity]:
    """Up to five words after "ich heiße" and the like; names with capitals after "ich bin"."""
    taken = -1
    for match in SAID.finditer(text):
        if length := _length(match[1]):
            taken = match.start(1)
            yield _entity(text, taken, taken + length)
    for match in MAYBE.finditer("" if text.isupper() else text):
        if match.start("name") > taken and _likely(match):
            yield _entity(text, match.start("name"), match.end("name"))


def cue(text: str, start: int) -> int:
    """Where the words before a name begin: "ich heiße" says nothing beside it."""
    said = (m.start() for m in SAID.finditer(text) if m.start(1) == start)
    maybe = (m.start() for m in MAYBE.finditer(text) if m.start("name") == start)
    return next(said, next(maybe, start))


def told(text: str, start: int) -> bool:
    """Whether words that only come before names stand before this one; else it looks like one."""
    return any(match.start(1) == start for match in SAID.finditer(text))


def _length(words: str) -> int:
    """How many letters of what follows may be a name."""
    end = 0
    for word in re.finditer(r"\S+", words):
        if word[0].lower() in NO_NAME:
            break
        end = word.end()
    return end


def _likely(match: re.Match[str]) -> bool:
    """One word may be any German noun ("ich bin Kunde"); two with capitals are a name."""
    words = match["name"].lower().split()
    if not match["vi"] and not NEVER.isdisjoint(words):
        return False
    if match["of"] and not (BEFORE.fullmatch(match.string, 0, match.start())
                            and AFTER.fullmatch(match.string, match.end())):
        return False
    if match["title"] or match["vi"] or len(re.findall(rf"(?:^|\s){CAPITAL}", match["name"])) > 1:
        return True
    last = words[0].rpartition("-")[2]  # "Hans-Peter"
    return bool(match["the"] or match["da"]) and (last in IN_ER or not ROLE.fullmatch(last))


def _entity(text: str, start: int, end: int) -> Entity:
    return Entity("person_name", unicodedata.normalize("NFC", text[start:end]), start, end)
