"""Vietnamese words of time, money and numbers; phrases, because words alone mean too much."""

from __future__ import annotations

from typing import Any

from nlu.values.words.common import numbered, numbers, table, words

WORDS: dict[str, dict[str, Any]] = {
    "num": numbers("""1: một, mốt; 2: hai, cặp, đôi; 3: ba, vài; 4: bốn, tư;
        5: lăm, nhăm; 6: sáu; 7: bảy, bẩy; 8: tám; 9: chín; 12: tá"""),
    "num_five": numbers("5: năm"),
    "tens": numbers("10: mười"),
    "zero": words("không"),
    "times": numbers("""10: mươi, chục; 100: trăm; 1000: nghìn, ngàn, ngìn; 1000000: triệu;
        1000000000: tỷ, tỉ"""),
    "kilo": numbers("1000000: tr, củ, m; 1000: k, ng"),
    "counter": words("cái, chiếc, bộ, món, đơn, áo, quần, váy, đầm, khăn, con, người"),
    "lest": words("lẻ, linh"),
    "ord_mark": words("thứ"),
    "first": words("đầu tiên, thứ nhất, đầu"),
    "point": words("phẩy, chấm"),
    "minus": words("âm, trừ"),
    "and": words("và"),
    "half": words("rưỡi, rưởi, nửa"),
    "unit": table("""second: giây; minute: phút; hour: giờ, tiếng, tiếng đồng hồ, giờ đồng hồ;
        day: ngày, hôm; week: tuần, tuần lễ; month: tháng; quarter: quý; year: năm"""),
    "weekday": numbered("""0: thứ hai, t2; 1: thứ ba, t3; 2: thứ tư, thứ bốn, t4; 3: thứ năm, t5;
        4: thứ sáu, t6; 5: thứ bảy, thứ bẩy, t7; 6: chủ nhật, chúa nhật, cn"""),
    "month": numbered("""1: tháng một, tháng giêng; 2: tháng hai; 3: tháng ba; 4: tháng tư,
        tháng bốn; 5: tháng năm; 6: tháng sáu; 7: tháng bảy, tháng bẩy; 8: tháng tám;
        9: tháng chín; 10: tháng mười; 11: tháng mười một; 12: tháng mười hai, tháng chạp"""),
    "day_mark": words("mồng, mùng, ngày mồng, ngày mùng"),
    "day_rel": numbered("""0: hôm nay, ngày hôm nay, bữa nay; 1: ngày mai, mai,
        ngày hôm sau; 2: ngày kia, ngày mốt, mốt; -1: hôm qua, ngày hôm qua, bữa qua;
        -2: hôm kia, ngày hôm kia, bữa kia, hôm trước"""),
    "period_rel": {"năm nay": ("year", 0), "năm ngoái": ("year", -1), "sang năm": ("year", 1),
                   "năm rồi": ("year", -1), "sang tuần": ("week", 1), "sang tháng": ("month", 1)},
    "now": words("bây giờ, ngay bây giờ, ngay lúc này, lúc này, ngay lập tức, hiện tại, hiện giờ, "
                 "ngay tức khắc"),
    "greeting": words("chào buổi sáng, chào buổi chiều, chào buổi tối, chúc ngủ ngon, "
                      "chị mai, cô mai, tên mai, bạn mai, tên là mai"),
    "pod": table("""early: sáng sớm, rạng sáng; morning: sáng, buổi sáng; noon: trưa, buổi trưa,
        bữa trưa, giờ trưa; afternoon: chiều, buổi chiều; after_lunch: sau bữa trưa, sau giờ trưa;
        evening: tối, buổi tối, đêm, ban đêm,
        buổi đêm; late: đêm khuya, khuya"""),
    "pod_day": {"sáng mai": (1, "morning"), "tối nay": (0, "evening"), "đêm nay": (0, "evening"),
                "tối qua": (-1, "evening"), "đêm qua": (-1, "evening"), "tối mai": (1, "evening"),
                "chiều nay": (0, "afternoon"), "sáng nay": (0, "morning"), "trưa nay": (0, "noon"),
                "chiều mai": (1, "afternoon"), "trưa mai": (1, "noon"),
                "chiều qua": (-1, "afternoon"), "sáng qua": (-1, "morning")},
    "clock_word": numbered("0: nửa đêm, giữa đêm; 12: giữa trưa, chính ngọ"),
    "oclock": words("giờ, h, g"),
    "ampm": table("am: am, a.m., sa; pm: pm, p.m., ch"),
    "at": words("lúc, vào lúc, khoảng, tầm, vào khoảng, lúc khoảng, tầm khoảng"),
    "on": words("vào, trong, ở, của, vào dịp, dịp, vào buổi"),
    "in": words("trong, trong vòng, sau"),
    "within": words("trong vòng, trong"),
    "ago": words("trước, trước đây, về trước"),
    "before": words("trước, trước khi"),
    "after": words("sau, sau khi"),
    "hence": words("nữa, sau, tới, kế, nữa thôi"),
    "until": words("đến, tới, cho đến, cho tới, đến hết, trước"),
    "since": words("từ, kể từ, từ sau, bắt đầu từ"),
    "from": words("từ"),
    "to": words("đến, tới, cho đến, cho tới"),
    "between": words("giữa, trong khoảng, trong khoảng từ, khoảng từ"),
    "of": words("của, trong, vào, ở"),
    "the": words("các, những"),
    "this": words("này, nay, hiện tại, hiện nay"),
    "next": words("tới, sau, tiếp, tiếp theo, kế, kế tiếp, sắp tới"),
    "last": words("trước, vừa rồi, vừa qua, qua, rồi, ngoái, gần đây, cuối, cuối cùng, gần nhất"),
    "after_next": words("sau nữa, tới nữa"),
    "weekend": words("cuối tuần"),
    "season": table("""spring: mùa xuân; summer: mùa hè, mùa hạ; autumn: mùa thu;
        winter: mùa đông"""),
    "edge": table("begin: đầu; mid: giữa; end: cuối"),
    "short_of": words("kém"),
    "about": words("khoảng, tầm, chừng, gần, xấp xỉ, khoảng chừng, độ, đúng, chính xác, cỡ"),
    "below": words("""dưới, ít hơn, kém hơn, không quá, không hơn, thấp hơn, nhỏ hơn, tối đa,
        không nhiều hơn, chưa đến, chưa tới, nhiều nhất, rẻ hơn"""),
    "above": words("""trên, hơn, nhiều hơn, ít nhất, tối thiểu, lớn hơn, cao hơn, không dưới,
        không ít hơn"""),
    "upward": words("trở lên"),
    "downward": words("trở xuống"),
    "currency": table("""VND: đồng, đ, vnđ, việt nam đồng, đồng việt nam, tiền việt; USD: đô la,
        đô, đô la mỹ, đô mỹ, đôla, usd; EUR: ơ rô; GBP: bảng anh, bảng, pao; cent: xu, xen,
        cent, cents, penny; CNY: nhân dân tệ, tệ; JPY: yên, yên nhật; INR: ru pi; THB: bạt;
        cent: xu"""),
    "measure": table("""metre: mét; centimetre: xăng ti mét, phân, xen ti mét; millimetre: li,
        mi li mét; kilometre: ki lô mét, cây số; gram: gam; kilogram: ký, kí, cân, ki lô gam;
        litre: lít; millilitre: mi li lít; inch: inh"""),
}

# Typed without marks these are mostly other words ("toi" is "tôi"): only beside a number or a day.
WEAK = frozenset((
    "toi", "sang", "mot", "ty", "ti", "ngan", "dong", "bang", "yen", "trua", "chieu", "dem", "te",
    "xu", "phan", "kia", "khuya"))
