"""English words of time, money and numbers."""

from __future__ import annotations

from typing import Any

from nlu.values.words.common import numbered, numbers, table, words

WORDS: dict[str, dict[str, Any]] = {
    "num": numbers("""0: zero, naught, nil, nought; 1: one, single; 2: two, couple, pair,
        a couple, a couple of, couple of, a pair of; 3: three, few, a few; 4: four; 5: five; 6: six;
        7: seven; 8: eight; 9: nine; 10: ten; 11: eleven; 12: twelve; 13: thirteen; 14: fourteen;
        15: fifteen; 16: sixteen; 17: seventeen; 18: eighteen; 19: nineteen"""),
    "tens": numbers("""20: twenty; 30: thirty; 40: forty, fourty; 50: fifty; 60: sixty;
        70: seventy; 80: eighty; 90: ninety"""),
    "times": numbers("""100: hundred, hundreds; 1000: thousand, thousands, grand; 1000000: million,
        millions; 1000000000: billion, billions; 100000: lakh, lakhs, lac, lkh; 10000000: crore,
        crores, cr, koti"""),
    "kilo": numbers("1000000: m, mn; 1000000000: bn"),
    "article": numbers("1: a, an"),
    "dozen": numbers("12: dozen, dozens"),
    "ord": numbered("""1: first; 2: second; 3: third; 4: fourth; 5: fifth; 6: sixth; 7: seventh;
        8: eighth; 9: ninth; 10: tenth; 11: eleventh; 12: twelfth; 13: thirteenth; 14: fourteenth;
        15: fifteenth; 16: sixteenth; 17: seventeenth; 18: eighteenth; 19: nineteenth;
        20: twentieth; 30: thirtieth; 40: fortieth; 50: fiftieth; 60: sixtieth; 70: seventieth;
        80: eightieth; 90: ninetieth"""),
    "ord_end": words("st, nd, rd, th"),
    "point": words("point, dot"),
    "minus": words("minus, negative"),
    "and": words("and, &, an'"),
    "more": words("more, additional, extra, less, fewer"),
    "half": words("half, half of, half a, half an, a half"),
    "quarter": numbered("15: quarter, a quarter, quarters"),
    "unit": table("""second: second, seconds, secs; minute: minute, minutes; hour: hour, hours;
        day: day,
        days; week: week, weeks, wk, wks; month: month, months; quarter: quarter, quarters, qtr,
        qtrs;
        year: year, years, yr, yrs"""),
    "span": {"fortnight": ("week", 2), "quarter of an hour": ("minute", 15),
             "a quarter of an hour": ("minute", 15), "three quarters of an hour": ("minute", 45),
             "three-quarters of an hour": ("minute", 45), "a fortnight": ("week", 2),
             "three quarter of an hour": ("minute", 45)},
    "weekday": numbered("""0: monday, mondays, mon, mon.; 1: tuesday, tuesdays, tue, tues, tue.;
        2: wednesday, wednesdays, wed, weds, wed.; 3: thursday, thursdays, thu, thur, thurs, thu.;
        4: friday, fridays, fri, fri.; 5: saturday, saturdays, sat, sat.; 6: sunday, sundays,
        sun, sun."""),
    "month": numbered("""1: january, jan, jan.; 2: february, feb, feb.; 3: march, mar, mar.;
        4: april, apr, apr.; 6: june, jun, jun.; 7: july, jul, jul.; 8: august, aug, aug.;
        9: september, sept, sep, sept., sep.; 10: october, oct, oct.; 11: november, nov, nov.;
        12: december, dec, dec."""),
    "may": numbered("5: may"),  # a month only where one can stand
    "day_rel": numbered("""0: today, todays, at this time; 1: tomorrow, tmrw, tomorrows, tmr,
        tommorow; 2: day after tomorrow, the day after tomorrow; -1: yesterday; -2: day before
        yesterday, the day before yesterday"""),
    "now": words("now, right now, just now, immediately, at the moment, asap, this moment, "
                 "at this moment, at that moment"),
    "greeting": words("good morning, good afternoon, good evening, good night, good day, "
                      "have a nice day, have a good day, nice day, great day, have a great day"),
    "pod": table("""early: early morning, early in the morning, early hours of the morning;
        morning: morning, mornings; noon: lunch, lunchtime, lunch time; afternoon: afternoon,
        afternoons, after noon; after_lunch: after lunch; after_school: after school;
        after_work: after work; evening: evening, evenings, night, nights, eve;
        late: late night, late evening"""),
    "pod_day": {"tonight": (0, "evening"), "tonite": (0, "evening"), "late tonight": (0, "late"),
                "late tonite": (0, "late"), "last night": (-1, "evening"),
                "late last night": (-1, "late")},
    "clock_word": numbered("12: noon, midday, noontime; 0: midnight, mid-night"),
    "oclock": words("o'clock, oclock, o clock, h"),
    "ampm": table("am: am, a.m., a.m, a m, a; pm: pm, p.m., p.m, p m, p"),
    "ish": words("ish"),
    "at": words("at, @, at about, at around, at approximately, by about"),
    "on": words("on, in, in the, on the, at, during the, during, for, for the, over the, over, "
                "in this"),
    "in": words("in"),
    "within": words("within, inside of"),
    "ago": words("ago, back, before now, earlier"),
    "before": words("before, prior to"),
    "after": words("after, following"),
    "hence": words("from now, hence, later, from today"),
    "by": words("by, by the, by around, by about"),
    "until": words("until, till, untill, up to, through, until the, no later than"),
    "since": words("since, from, starting, starting from, as of, since the"),
    "from": words("from"),
    "to": words("to, till, untill, until, through, thru, to the, til, and"),
    "past": words("past, after"),
    "to_hour": words("to, till, til, before, of"),
    "between": words("between"),
    "of": words("of, in, of the, in the, during, from, for, on"),
    "the": words("the"),
    "this": words("this, current, the current, coming, this coming, upcoming, the upcoming"),
    "next": words("next, the next, following, the following, upcoming, coming, the coming"),
    "last": words("last, past, previous, the last, the past, the previous"),
    "after_next": words("after next"),
    "before_last": words("before last"),
    "weekend": words("weekend, weekends, week-end, wkend"),
    "season": table("spring: spring; summer: summer; autumn: autumn, fall; winter: winter"),
    "edge": table("""begin: beginning, start, beginning of, early, start of, at the beginning of;
        mid: middle, mid, middle of; end: end, end of, late"""),
    "edge_short": {"bom": ("begin", "month"), "eom": ("end", "month"), "boy": ("begin", "year"),
                   "eoy": ("end", "year"), "eod": ("end", "day")},
    "about": words("about, around, approximately, roughly, approx, almost, nearly, exactly, "
                   "precisely, close to, near, sharp"),
    "below": words("under, below, less than, lower than, no more than, not more than, at most, "
                   "up to, max, at the most, cheaper than"),
    "above": words("over, above, more than, at least, no less than, not less than, exceeding, "
                   "minimum, higher than, larger than"),
    "currency": table("""USD: dollar, dollars, buck, bucks, us dollars, us dollar; GBP: pound,
        pounds, quid, pound sterling, pounds sterling, british pounds, sterling; cent: cent, cents,
        penny, pennies, pence, c, ¢; VND: dong, dongs, vietnamese dong; CHF: franc, francs,
        swiss francs; INR: indian rupees, indian rupee; MYR: malaysian ringgit, malaysian ringgits;
        CAD: canadian dollar, canadian dollars; AUD: australian dollars; AED: uae dirham;
        EGP: egyptian pound, egyptian pounds; ILS: israeli shekel; QAR: qatari riyal, qatari
        riyals; SAR: saudi riyal, saudi riyals; KWD: kuwaiti dinar, kuwaiti dinars; LBP: lebanese
        pound, lebanese pounds; MNT: mongolian tugrik; UAH: ukrainian hryvnia"""),
    "measure": table("""inch: inch, inches; foot: foot, feet, ft; yard: yard, yards, yd;
        mile: mile, miles, mi; pound: pound, pounds; ounce: ounce, ounces; gram: gs, gramme,
        grammes; kilogram: kgs, kilos; cup: cup, cups; gallon: gallon, gallons, gal;
        millilitre: mls; hectolitre: hectolitre, hectolitres, hectoliter, hectoliters"""),
}
