"""Whether a message is about the thing named before: "was kostet die?", "và màu đỏ thì sao?".

Answering about the wrong thing is worse than asking which: where a message may name another thing,
one that no catalogue knows even, it does not refer.
"""

from __future__ import annotations

import re
import unicodedata

from actions.hearing import Heard, fold
from actions.jobs import VARIANT

# "es gibt" and "is it possible" say "es" and "it" of nothing.
EMPTY = re.compile(r"\bgibt(?: es|s|['’]s)\b|\bes (?:gibt|geht)\b|\bgeht(?: es|s|['’]s)\b"
                   r"|\bis it possible\b")
ANOTHER = re.compile(r"\b(?:an?|another|any|ein(?:e[nrsm]?)?|mot) \w")
IT = re.compile(
    r"\b(?:es|ihn|davon|it|them|(?:this|that) one"
    r"|(?:cai|em|mon|chiec|san pham|sp) (?:nay|do|ay|kia))\b")
# A bare "das", "die", "this": no noun follows ("das Sofa"), but nothing or one of these.
THAT = re.compile(r"\b(?:das|den|die|dies|diese[nsr]?|this|that)"
                  r"(?= (?:in|auch|noch|denn|da|now|still|too)\b|\W*$)")
STARTS = re.compile(r"^\W*(?:shop )?(?:con|co) (?:size|mau|hang)\b")  # "còn size L không"
SAMPLE = re.compile(r"\bmẫu (?:này|đó|ấy|kia)\b", re.I)  # without marks it is "màu đỏ" as well
# What asks for stock and price, and the small words around it, by language and as written: none of
# them names a thing. Unmarked "vay", "ban" and "den" are left out: a skirt, a table and a lamp.
PLAIN = tuple(frozenset(" ".join(lines).split()) for lines in (
    ("und oder auch noch dann denn da so mal bitte eigentlich jetzt ist sind gibt gibts geht gehts",
     "hat habt habe hab haben ihr sie du ich man es er den der die das dem ein eine einen einer in",
     "mit aus auf was wie wieviel viel kostet kosten preis teuer farbe farben größe grösse groesse",
     "size gr vorrätig vorraetig lager verfügbar verfuegbar erhältlich erhaeltlich lieferbar s",
     "sieht siehts wäre waere"),
    ("and or also then still please so now is are it its in the a an one any do does you have got",
     "what whats how about with much cost costs price colour color colours colors size sizes stock",
     "available left i me for s"),
    ("còn con hết het hàng hang không khong ko k kh hok hông hong hem có co màu mau size sz cỡ nào",
     "nao thì thi sao giá gia bao nhiêu nhieu nhiu tiền tien là la ạ ah ơi oi shop ad admin nhỉ",
     "nhi vậy v z thế được duoc dc đc em anh chị mình minh bạn cho hỏi hoi với voi nha nhé nhe đây",
     "luôn luon nữa nua gì gi cái cai")))


def bare(heard: Heard) -> bool:
    """Whether it says no more than a size, a colour, or that it asks: "und in Rot?"."""
    rest = heard.text
    said = [one for one in heard.entities if one["entity"] in VARIANT and "start" in one]
    for entity in sorted(said, key=lambda one: -int(one["start"])):
        rest = f"{rest[: entity['start']]} {rest[entity['end'] :]}"
    words = set(re.findall(r"\w+", unicodedata.normalize("NFC", rest).lower()))
    return any(words <= plain for plain in PLAIN)


def refers(heard: Heard) -> bool:
    """Whether it says "it" of something, or leaves out what it is about, and names nothing."""
    if heard.value("product") is not None:
        return False
    if bare(heard):
        return True
    said = EMPTY.sub(" ", fold(heard.text))
    if ANOTHER.search(said):
        return False
    return bool(IT.search(said) or THAT.search(said) or STARTS.search(said)
                or SAMPLE.search(heard.text))
