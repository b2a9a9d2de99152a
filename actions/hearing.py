"""What a message says about the facts a job needs: pure reading, in three languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from rapidfuzz import fuzz

from actions.jobs import JOBS, PURPOSES, REASONS, SHOPS

# Intents that say nothing about a fact and always interrupt.
INTERRUPTING = {"request_human", "stop", "insult", "complaint", "change_language", "ask_repeat",
                "ask_bot", "ask_capabilities", "greet", "thank", "smalltalk", "dont_know",
                "wait"}
FREE_TEXT = {"wish", "description", "new_address", "contact"}

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "reason": {
        "too_small": ("zu klein", "zu eng", "zu kurz", "passt nicht mehr rein", "too small",
                      "too tight", "too short", "chat qua", "nho qua", "bi chat", "bi nho",
                      "ngan qua", "hoi nho", "hoi chat"),
        "too_big": ("zu gross", "zu weit", "zu lang", "too big", "too large", "too long",
                    "too wide", "too loose", "rong qua", "to qua", "bi rong", "dai qua",
                    "hoi rong", "hoi to"),
        "damaged": ("kaputt", "beschadigt", "defekt", "riss", "fleck", "loch", "zerbrochen",
                    "damaged", "broken", "defective", "torn", "stain", "hole", "bi loi", "bi rach",
                    "bi vo", "hong", "bi o"),
        "wrong_item": ("falsch geliefert", "falscher artikel", "falsche farbe", "falsche grosse",
                       "falsches", "wrong item", "wrong colour", "wrong color", "wrong size",
                       "not what i ordered", "giao nham", "giao sai", "sai mau", "sai size",
                       "gui nham"),
        "not_as_expected": ("anders als", "gefallt", "anders vorgestellt", "nicht wie", "farbe",
                            "stoff", "material", "qualitat", "not as", "different", "look like",
                            "dont like", "don't like", "do not like", "fabric", "colour", "color",
                            "khong giong", "ko giong", "k giong", "khong nhu", "ko nhu", "khac",
                            "khong thich", "ko thich", "chat lieu", "mau"),
        "changed_mind": ("uberlegt", "brauche", "doch nicht", "passt mir nicht", "changed my mind",
                         "no longer need", "dont need", "don't need", "doi y", "khong can",
                         "ko can", "khong muon", "khong hop", "ko hop"),
    },
    "shop": {
        "hamburg": ("hamburg",), "leipzig": ("leipzig",),
        "muenchen": ("munchen", "muenchen", "munich"),
        "hanoi": ("ha noi", "hanoi", "hn", "nha chung", "hoan kiem"), "hue": ("hue",),
        "hcmc": ("ho chi minh", "hcm", "tphcm", "sai gon", "saigon", "sg", "quan 1", "ho tung mau"),
    },
    "purpose": {
        "curtains": ("vorhang", "vorhange", "gardine", "ausmessen", "curtain", "measur", "rem"),
        "furniture": ("mobel", "beratung", "bank", "regal", "tisch", "furniture", "advice", "table",
                      "bench", "shelf", "do go", "noi that", "tu van", "ban ghe"),
        "alteration": ("anderung", "kurzen", "umnahen", "anprobe", "saum", "alteration", "hem",
                       "fitting", "shorten", "sua", "len lai", "cat ngan", "thu do"),
    },
}
ALL_ITEMS = ("alles", "alle", "beide", "beides", "komplett", "ganze", "all", "both", "everything",
             "whole", "tat ca", "het", "ca hai", "toan bo")
SHORT_GOODS = {"ao", "dam", "vay", "quan", "goi", "chan", "ghe", "ban", "nen", "bat", "ke"}
FIRST = ("erste", "erstes", "ersten", "first", "dau tien", "thu nhat")
SECOND = ("zweite", "zweites", "zweiten", "second", "thu hai")
DAY_OR_FINER = ("day", "hour", "minute", "second")
OPENS, CLOSES = 8, 20  # a time said without its half of the day lies between

# What stands before a size or colour that is not wanted, with the small words between.
RULED_OUT = re.compile(
    r"\b(?:(?:an)?statt|nicht|kein\w*|instead of|rather than|not|thay vi|thay cho|khong phai"
    r"|khong lay|ko lay)(?: (?:in|der|die|das|the|an?|ein\w*|size|grosse|gr|farbe|colour|color|mau"
    r"|cai|loai|co))*$")


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as Rasa understood it."""

    intent: str
    sure: bool
    text: str
    entities: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> Heard:
        """From the latest message of a tracker."""
        intent = message.get("intent") or {}
        data = message.get("parse_data") or message
        certainty = (data.get("lotse") or {}).get("certainty", "sure")
        return cls(
            intent=intent.get("name") or "", sure=certainty == "sure",
            text=message.get("text") or "", entities=tuple(message.get("entities") or ()),
        )

    def values(self, name: str) -> list[str]:
        return [str(e["value"]) for e in self.entities if e["entity"] == name]

    def details(self, name: str) -> list[Mapping[str, Any]]:
        return [e["details"] for e in self.entities if e["entity"] == name and "details" in e]

    def value(self, name: str) -> str | None:
        return next(iter(self.values(name)), None)


def fold(text: str) -> str:
    """Lower case without marks: "Größe" and "đổi ý" become "grosse" and "doi y"."""
    text = text.lower().replace("ß", "ss").replace("đ", "d")
    plain = unicodedata.normalize("NFD", text)
    return re.sub(r"\s+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def interrupts(heard: Heard, job: str) -> bool:
    """Whether a message is about something else than the fact just asked for."""
    if not heard.sure:
        return False
    if heard.intent in INTERRUPTING:
        return True
    other_job = heard.intent in JOBS and heard.intent != job
    return other_job or heard.intent.startswith("ask_") or heard.intent == "out_of_scope"


def meant(heard: Heard, name: str) -> str | None:
    """Of several the last that is not ruled out, as M is in "L instead of M" and in "not M but L";
    None: any will do."""
    said = [entity for entity in heard.entities if entity["entity"] == name]
    if len({entity["value"] for entity in said}) > 1:
        if re.search(r" (?:oder|or|hay|hoac) ", f" {fold(heard.text)} "):
            return None
        wanted = [entity for entity in said
                  if not RULED_OUT.search(fold(heard.text[: entity["start"]]))]
        said = wanted or said
    return str(said[-1]["value"]) if said else None


def order_number(heard: Heard) -> str | None:
    """The order a message names: the last one, since a correction comes after the mistake."""
    numbers = heard.values("order_number")
    return numbers[-1] if numbers else None


def introduces(heard: Heard) -> bool:
    """Whether a message only says who is writing: "Ich heiße Jürgen Müller"."""
    return heard.intent == "inform" and {e["entity"] for e in heard.entities} == {"person_name"}


def proof(heard: Heard, order: str | None) -> str | None:
    """A postcode or e-mail; the order's own number is neither."""
    if email := heard.value("email"):
        return email
    return next((code for code in heard.values("postcode") if code != order), None)


def free_text(slot: str, heard: Heard, job: str) -> str | None:
    """What the customer wrote in their own words, unless they wrote about something else."""
    text = heard.text.strip()
    if interrupts(heard, job) or (heard.intent in ("affirm", "deny") and heard.sure):
        return None
    reachable = heard.value("email") or heard.value("phone") or len(text.split()) > 1
    if len(text) < 2 or (slot == "contact" and not reachable):
        return None
    return text[:300]


def confirmed(heard: Heard) -> bool | None:
    return {"affirm": True, "deny": False, "stop": False}.get(heard.intent)


def keyword(slot: str, text: str) -> str | None:
    """The value whose words stand in the text; the longest match decides."""
    plain = f" {fold(text)} "
    found = [
        (len(word), value) for value, words in WORDS[slot].items() for word in words
        if f" {word}" in plain
    ]
    return max(found)[1] if found else None


def items(text: str, offered: Sequence[Mapping[str, Any]]) -> list[str] | None:
    """The skus a customer means among the order's items, each {sku, names}; None if unclear."""
    plain = fold(text)
    words = set(re.findall(r"\w+", plain))
    if any((word in words) if " " not in word else (word in plain) for word in ALL_ITEMS):
        return [item["sku"] for item in offered]
    for place, ordinals in enumerate((FIRST, SECOND)):
        if place < len(offered) and any(word in plain for word in ordinals):
            return [offered[place]["sku"]]
    scores = {item["sku"]: max(_likeness(plain, item["names"]), _named(words, item["names"]))
              for item in offered}
    best = max(scores.values(), default=0.0)
    if best < 78:
        return None
    return [sku for sku, score in scores.items() if score >= best - 4]


def _likeness(plain: str, names: Sequence[str]) -> float:
    return max((fuzz.partial_ratio(fold(name), plain) for name in names
                if min(len(name), len(plain)) > 3), default=0.0)


def _named(words: set[str], names: Sequence[str]) -> float:
    """100 when a word of the text stands in a name, as "Kleid" does in "Leinenkleid"."""
    told = [word for word in words if len(word) > 3 or word in SHORT_GOODS]
    folded = [fold(name) for name in names]
    return 100.0 if any(word in name for word in told for name in folded) else 0.0


def day(heard: Heard) -> date | None:
    """The first day a message names; an hour alone names none."""
    for said in heard.details("time"):
        if said["dated"] and said["grain"] in DAY_OR_FINER and said["from"]:
            return datetime.fromisoformat(said["from"]).date()
    return None


def timed(heard: Heard) -> bool:
    """Whether one hour is said together with its day: "ich warte seit 10 Uhr" asks for none."""
    hours = [said for said in heard.details("time") if said["clock"]]
    return len(hours) == 1 and hours[0]["dated"] and not hours[0].get("interval")


def clock_time(heard: Heard) -> str | None:
    """A time of day as "HH:MM"; "at 3" is the hour at which a shop is open."""
    if re.fullmatch(r"\d{1,2}", heard.text.strip()) and int(heard.text) < 24:
        return _open_hour(int(heard.text), 0, int(heard.text) <= 12)
    for said in heard.details("time"):
        if said["clock"] and said["from"]:
            start = datetime.fromisoformat(said["from"])
            return _open_hour(start.hour, start.minute, bool(said.get("either")))
    return None


def _open_hour(hour: int, minute: int, either: bool) -> str:
    if either and not OPENS <= hour < CLOSES:
        hour = (hour + 12) % 24
    return f"{hour:02d}:{minute:02d}"


def known_value(slot: str, value: str) -> bool:
    """Whether a pressed button answers this question: old buttons stay pressable."""
    match slot:
        case "day":
            return _parses(date.fromisoformat, value)
        case "time":
            return _parses(time.fromisoformat, value)
        case _:
            return value in {"reason": REASONS, "shop": SHOPS, "purpose": PURPOSES}.get(slot, ())


def _parses(read: Callable[[str], object], value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True
