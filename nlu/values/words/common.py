"""Signs, currencies and units that all languages write alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def table(text: str) -> dict[str, str]:
    """"EUR: €, euro; USD: $" as {"€": "EUR", "euro": "EUR", "$": "USD"}."""
    rows = (row.split(":", 1) for row in " ".join(text.split()).split(";") if row.strip())
    return {phrase.strip(): value.strip() for value, phrases in rows
            for phrase in phrases.split(",") if phrase.strip()}


def numbered(text: str) -> dict[str, int]:
    """The same with whole numbers as meanings."""
    return {phrase: int(value) for phrase, value in table(text).items()}


def numbers(text: str) -> dict[str, Decimal]:
    """The same with decimal numbers as meanings."""
    return {phrase: Decimal(value) for phrase, value in table(text).items()}


def words(text: str) -> dict[str, Any]:
    """Phrases that mean nothing more than their tag."""
    return {phrase.strip(): None for phrase in text.split(",") if phrase.strip()}


WORDS: dict[str, dict[str, Any]] = {
    "currency": table("""EUR: €, eur, euro, euros; VND: ₫, vnd, vnđ; USD: $, usd, us$, us-$;
        GBP: £, gbp; CHF: chf, sfr; JPY: ¥, jpy, yen; INR: ₹, inr, rs, rupee, rupees, rupie, rupien;
        AED: aed, dirham, dirhams; CAD: cad, c$; AUD: aud; CNY: cny, rmb, yuan, renminbi;
        KRW: krw, ₩; THB: thb, baht; SGD: sgd; PLN: pln, zł, zloty; CZK: czk; SEK: sek;
        NOK: nok; DKK: dkk; HKD: hkd; TRY: ₺; RUB: rub; UAH: uah, ₴, hryvnia, hryvnias;
        BGN: bgn, лв; MYR: myr, rm, ringgit, ringgits; EGP: egp, le; ILS: ils, nis, ₪, shekel,
        shekels; KWD: kwd; LBP: lbp; QAR: qar; SAR: sar; MNT: mnt, ₮, tugrik, tugriks; IDR: idr;
        PHP: php; riyal: riyal, riyals; rial: rial, rials; dinar: dinar, dinars"""),
    "measure": table("""metre: m, meter, metre, metres; centimetre: cm, centimeter, centimetre,
        centimetres, centimeters; millimetre: mm, millimeter, millimetre, millimetres, millimeters;
        kilometre: km, kilometer,
        kilometre, kilometres, kilometers; gram: g, gr, gram, grams; kilogram: kg, kilo, kilogram,
        kilograms;
        milligram: mg, milligram, milligrams; litre: l, liter, litre, litres, liters;
        millilitre: ml, milliliter,
        millilitre, milliliters, millilitres; hectolitre: hl; inch: ", '', in.; pound: lb, lbs;
        ounce: oz"""),
    "unit": table("second: s, sec; minute: min, mins; hour: h, std, hr, hrs"),
    "timezone": numbered("""0: gmt, utc, wet; 60: cet, mez, bst; 120: cest, mesz, eet; 420: ict;
        330: ist; 480: sgt; 540: jst; -300: est, cdt; -240: edt; -360: cst, mdt; -420: mst, pdt;
        -480: pst"""),
    "minute_sign": words("'"),
    "kilo": numbers("1000: k; 1000000: tr, mio, mil"),
    "dash": words("-, –, —, ~-"),
    "about": words("~, ≈, ca, ca., circa"),
    "slash": words("/"),
    "comma": {",": None},
    "below": words("<, <="),
    "above": words(">, >="),
    "bracket": words("(, )"),
    "dot": words("."),
    "at": words("@"),
}
