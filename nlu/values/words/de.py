"""German words of time, money and numbers."""

from __future__ import annotations

from typing import Any

from nlu.values.words.common import numbered, numbers, table, words

_ENDINGS = ("e", "er", "es", "en", "em")


def declined(*stems: str) -> dict[str, Any]:
    """Adjectives with all their endings."""
    return {stem + ending: None for stem in stems for ending in _ENDINGS}


WORDS: dict[str, dict[str, Any]] = {
    "num": numbers("2: beide, beiden, ein paar, paar; 1.5: anderthalb, eineinhalb"),
    "article": numbers("1: ein, eine, einer, einem, einen, eines"),
    "times": numbers("""100: hundert; 1000: tausend; 1000000: million, millionen, mio, mio.;
        1000000000: milliarde, milliarden;
        1000000000000: billion, billionen"""),
    "dozen": numbers("12: dutzend"),
    "ord_end": words("te, ten, ter, tes"),
    "point": words("komma"),
    "minus": words("minus, negativ"),
    "and": words("und"),
    "more": words("weitere, weiteren, zusätzliche"),
    "half": words("halb, halbe, halber, halben, halbes"),
    "quarter": numbered("15: viertel; 45: dreiviertel, drei viertel"),
    "unit": table("""second: sekunde, sekunden, sek, sek.; minute: minute, minuten, min.;
        hour: stunde, stunden, std.; day: tag, tage, tagen, tages; week: woche, wochen;
        month: monat, monate, monaten, monats; quarter: quartal, quartale, quartals, quartalen;
        year: jahr, jahre, jahren, jahres"""),
    "span": {"viertelstunde": ("minute", 15), "dreiviertelstunde": ("minute", 45),
             "halbstunde": ("minute", 30), "dreiviertel stunde": ("minute", 45),
             "viertel stunde": ("minute", 15)},
    "span_adjective": table("""minute: minütig, minütige, minütigen; hour: stündig, stündige,
        stündigen; day: tägig, tägige, tägigen; week: wöchig, wöchige, wöchigen"""),
    "weekday": numbered("""0: montag, montags; 1: dienstag, dienstags; 2: mittwoch, mittwochs;
        3: donnerstag, donnerstags; 4: freitag, freitags; 5: samstag, samstags, sonnabend;
        6: sonntag, sonntags"""),
    "weekday_short": numbered("0: mo, mo.; 1: di, di.; 2: mi, mi.; 3: do, do.; 4: fr, fr.; "
                              "5: sa, sa.; 6: so, so."),
    "month": numbered("""1: januar, jänner, jan, jan.; 2: februar, feber, feb, feb.; 3: märz, mrz,
        mär; 4: april, apr, apr.; 5: mai; 6: juni, jun, jun., juno; 7: juli, jul, jul.;
        8: august, aug, aug.; 9: september, sept, sep, sept., sep.; 10: oktober, okt, okt.;
        11: november, nov, nov.; 12: dezember, dez, dez."""),
    "day_rel": numbered("0: heute, heut; 1: morgigen tag; 2: übermorgen; -1: gestern; "
                        "-2: vorgestern; -3: vorvorgestern; 3: überübermorgen"),
    "morgen": words("morgen"),
    "now": words("jetzt, sofort, gerade eben, genau jetzt, eben gerade, genau in diesem moment"),
    "greeting": words("guten morgen, guten tag, guten abend, gute nacht, schönen tag, schönen "
                      "abend, schönes wochenende, schönen tag noch, guten tach"),
    "pod": table("""early: früh, in der früh, frühmorgens, am frühen morgen;
        morning: morgens, am morgen, in der frühe; forenoon: vormittag, vormittags;
        noon: mittag, mittags, zu mittag; afternoon: nachmittag, nachmittags, nachmittgs;
        after_lunch: nach dem mittagessen; after_work: nach der arbeit, nach feierabend;
        evening: abend, abends; night: nacht, nachts"""),
    "clock_word": numbered("12: zwölf uhr mittags; 0: mitternacht, mitternachts"),
    "oclock": words("uhr, h"),
    "ampm": table("am: a.m., vorm.; pm: p.m., nachm."),
    "at": words("um, gegen, um ca, um etwa, so um, ab ca, um circa, so gegen, um zirka"),
    "on": words("am, an, im, in der, in dem, den, dem, des, der, zu, zum, zur, an den"),
    "in": words("in"),
    "within": words("innerhalb, innerhalb von, binnen"),
    "ago": words("her, zuvor"),
    "before": words("vor"),
    "after": words("nach"),
    "hence": words("später, ab jetzt, ab heute, von jetzt an"),
    "until": words("bis, bis zum, bis zu, spätestens, bis spätestens"),
    "or_later": words("frühestens, frühstens"),
    "or_sooner": words("spätestens"),
    "since": words("seit, seit dem, ab, ab dem, frühestens"),
    "from": words("von, vom, von der"),
    "to": words("bis, bis zum, bis zu, auf den, auf, bis um"),
    "between": words("zwischen"),
    "of": words("von, vom, des, der, im, in der, in, dieses"),
    "the": words("der, die, das, den, dem, des"),
    "this": {**declined("dies", "aktuell", "jetzig", "heutig"), "diese": None},
    "next": declined("nächst", "kommend", "folgend", "nachfolgend"),
    "last": declined("letzt", "vergangen", "vorig", "vorherig", "vorangegangen"),
    "final": words("letzter, letzte, letztes, letzten, letztem"),
    "after_next": declined("übernächst"),
    "before_last": declined("vorletzt"),
    "weekend": words("wochenende, wochenendes"),
    "season": table("""spring: frühling, frühjahr; summer: sommer; autumn: herbst;
        winter: winter"""),
    "edge": table("""begin: anfang, beginn; mid: mitte; end: ende"""),
    "about": words("etwa, circa, ungefähr, zirka, rund, fast, genau, exakt, um die, so etwa, "
                   "ungefahr, approximativ, annähernd"),
    "below": words("unter, weniger als, höchstens, maximal, nicht mehr als, bis zu, max, max."),
    "above": words("über, mehr als, mindestens, wenigstens, nicht weniger als, ab, min."),
    "currency": table("""EUR: euro, euros; cent: cent, cents, ct, eurocent;
        VND: dong, vietnamesische dong, đồng; USD: dollar, us-dollar; GBP: britische pfund,
        pfund sterling; CHF: franken, schweizer franken, fr., sfr.; INR: rupie, rupien"""),
    "measure": table("""metre: metern; centimetre: zentimeter, zentimetern; millimetre: millimetern;
        kilometre: kilometern; inch: zoll; mile: meile, meilen; foot: fuß; gram: gramm;
        kilogram: kilogramm; pound: pfund; ounce: unze, unzen; litre: litern; millilitre:
        millilitern; hectolitre: hektoliter, hektolitern; gallon: gallone, gallonen;
        cup: tasse, tassen"""),
}
