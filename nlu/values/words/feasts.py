"""Names of holidays, in German, Vietnamese and English, with the key of holidays.py."""

from __future__ import annotations

from nlu.values.words.common import table

COMMON = table("""halloween: halloween; eid_al_fitr: eid al-fitr, eid al fitr; eid_al_adha:
    eid al-adha, eid al adha; mawlid: mawlid, maulid; ramadan: ramadan; isra: isra and mi'raj;
    jumuatul_wida: jumu'atul-wida, jumatul-wida, jumu'atul-widaa; ashura: ashura, aschura;
    hanukkah: hanukkah, chanukka, chanukah; purim: purim; sukkot: sukkot; rosh_hashanah:
    rosh hashanah, rosch haschana, rosh hashana, rosch ha-schana; yom_kippur: yom kippur,
    jom kippur;
    passover: passover, pessach, pesach, passah; shavuot: shavuot, schawuot; lag_baomer: lag baomer,
    lag b'omer, lag ba'omer; tisha_bav: tisha b'av; tu_bishvat: tu bishvat, tu bischwat, tu b'shvat,
    tu bischevat, tu bishevat; simchat_torah: simchat torah; shemini: shemini atzeret,
    schmini azeret; shushan_purim: shushan purim, schuschan purim; yom_hashoah: yom hashoah,
    jom hashoah, jom haschoa; yom_haatzmaut: yom ha'atzmaut, jom ha'atzmaut; vesak: vesak, wesak,
    vesakh; diwali: diwali, deepavali; holi: holi; holika: holika dahan; dhanteras: dhanteras;
    bhai_dooj: bhai dooj; naraka: naraka chaturdashi, kali chaudas; govardhan: govardhan puja;
    chhath: chhath, chhath puja; karva_chauth: karva chauth; navaratri: navaratri, navratri;
    maha_saptami: maha saptami; maha_navami: maha navami; vijayadashami: vijayadashami, dussehra;
    maha_shivaratri: maha shivaratri; vasant_panchami: vasant panchami; rama_navami: rama navami;
    mahavir: mahavir jayanti; ugadi: ugadi; raksha_bandhan: raksha bandhan, rakhi; janmashtami:
    krishna janmashtami, janmashtami; ganesh: ganesh chaturthi; ratha_yatra: ratha-yatra, ratha
    yatra, rath yatra; guru_ravidass: guru ravidass jayanti, guru ravidas jayanti; pargat_diwas:
    pargat diwas, valmiki jayanti; dayananda: dayananda saraswati jayanti, maharishi dayanand
    saraswati jayanti; guru_gobind: guru gobind singh jayanti, guru govind singh jayanti; pongal:
    pongal, thai pongal, makar sankranti, makara sankranthi; bhogi: bhogi, bhogi pandigai;
    mattu_pongal: mattu pongal; kaanum_pongal: kaanum pongal; vaisakhi: vaisakhi, baisakhi,
    vaisakhadi; onam: onam, thiru onam, thiruvonam; rabindra: rabindra jayanti; earth_hour:
    earth hour; black_friday: black friday; cyber_monday: cyber monday; valentine: valentine""")
DE = table("""new_year: neujahr, neujahrstag; epiphany: dreikönigstag, heilige drei könige;
    valentine: valentinstag; womens_day: frauentag; labour_day: tag der arbeit, maifeiertag,
    erster mai; mothers_day: muttertag; fathers_day_de: vatertag;
    german_unity: tag der deutschen einheit, nationalfeiertag, deutsche einheit;
    reformation: reformationstag; all_saints:
    allerheiligen; all_souls: allerseelen; martin: martinstag, sankt martin; nicholas: nikolaus,
    nikolaustag; christmas_eve: heiligabend, heiliger abend, weihnachtsabend, heilig abend;
    christmas: weihnachten, weihnachtstag, erster weihnachtstag, erster weihnachtsfeiertag, xmas;
    boxing_day: zweiter weihnachtstag, zweiter weihnachtsfeiertag, stephanstag; new_years_eve:
    silvester, silvesterabend; advent: erster advent, advent; advent2: zweiter advent;
    advent3: dritter advent; advent4: vierter advent; totensonntag: totensonntag; repentance:
    buß- und bettag, buß und bettag; easter: ostern, ostersonntag; easter_monday: ostermontag;
    good_friday: karfreitag, stiller freitag; maundy_thursday: gründonnerstag; holy_saturday:
    karsamstag, ostersamstag; palm_sunday: palmsonntag; ash_wednesday: aschermittwoch;
    shrove_tuesday: fastnacht, faschingsdienstag, fastnachtsdienstag, fasching, veilchendienstag;
    rose_monday: rosenmontag; ascension: christi himmelfahrt, himmelfahrt, himmelfahrtstag;
    pentecost: pfingsten, pfingstsonntag; whit_monday: pfingstmontag; trinity:
    dreifaltigkeitssonntag, trinitatis, dreifaltigkeitsfest, dreifaltigkeit; corpus_christi:
    fronleichnam, corpus christi; assumption: mariä himmelfahrt;
    orthodox_easter: orthodoxer ostersonntag, orthodoxe ostern, orthodoxes ostern;
    orthodox_monday: orthodoxer ostermontag;
    orthodox_friday: orthodoxer karfreitag; orthodox_saturday: orthodoxer karsamstag;
    orthodox_palm: orthodoxer palmsonntag; lazarus: lazarus-samstag, lazarussamstag;
    clean_monday: aschermontag, reiner montag, sauberer montag; lent: fastenzeit;
    great_lent: große fastenzeit, orthodoxe fastenzeit; thanksgiving: thanksgiving, erntedank;
    kings_day_nl:
    königstag; islamic_new_year: islamisches neujahr; laylat_al_qadr: lailat al-qadr, nacht der
    bestimmung, laylat al-qadr, lailatul qadr; eid_al_fitr: zuckerfest, fest des fastenbrechens,
    fastenbrechen, ramadanfest; eid_al_adha: opferfest, islamisches opferfest; mawlid: maulid
    an-nabī, geburtstag des propheten; isra: isra und mi'radsch, himmelfahrt mohammeds;
    chinese_new_year: chinesisches neujahr, chinesisches neujahrsfest, chinesischer neujahrstag;
    tet: vietnamesisches neujahr, tet, tetfest; parsi_new_year: parsi neujahr;
    youth_service: global youth service-tag; earth_hour: stunde der erde; swiss_national:
    bundesfeiertag; austria_national: österreichischer nationalfeiertag; mid_autumn: mondfest;
    tisha_bav: tischa beaw, tischa b'aw; childrens_day: kindertag""")
EN = table("""new_year: new year's day, new years day, new year, new year's;
    new_years_eve: new year's eve, new years eve; valentine: valentine's day, valentines day,
    valentine day, valentines;
    patrick: st patrick's day, st. patrick's day, saint patrick's day, st patricks day, saint
    patricks day, st. patty's day, st paddy's day; april_fool: april fool's day, april fools;
    labour_day: may day, labour day; mothers_day: mother's day, mothers day; fathers_day:
    father's day, fathers day; independence_us: independence day, fourth of july; memorial_day:
    memorial day; labor_day_us: labor day; columbus: columbus day; veterans_day: veterans day,
    veteran's day; thanksgiving: thanksgiving, thanksgiving day; thanksgiving_ca: canadian
    thanksgiving; presidents_day: presidents' day, president's day, presidents day; mlk: martin
    luther king day, martin luther king's day, martin luther king jr. day, mlk day, martin luther
    king jr day, mlk jr. day; halloween: halloween day, all hallows' eve; all_saints: all saints'
    day, all saints day; all_souls: all souls' day; christmas: christmas, christmas day, xmas,
    x-mas, xmas day; christmas_eve: christmas eve, xmas eve; boxing_day: boxing day, st stephen's
    day; guy_fawkes: bonfire night, guy fawkes night; easter: easter, easter sunday; easter_monday:
    easter monday; good_friday: good friday; maundy_thursday: maundy thursday, holy thursday,
    covenant thursday; holy_saturday: holy saturday, easter saturday, easter eve;
    palm_sunday: palm sunday, branch sunday; ash_wednesday: ash wednesday;
    shrove_tuesday: shrove tuesday, mardi gras,
    pancake day, pancake tuesday, fat tuesday; ascension: ascension day, ascension thursday,
    ascension; pentecost: pentecost, whit sunday, white sunday; whit_monday: whit monday, pentecost
    monday, monday of the holy spirit; trinity: trinity sunday; corpus_christi: corpus christi,
    feast of corpus christi; lent: lent; great_lent: great lent, great fast, orthodox lent;
    clean_monday: clean monday, orthodox shrove monday, shrove monday, green monday, ash monday,
    pure monday; orthodox_easter: orthodox easter, orthodox easter sunday, pascha; orthodox_friday:
    orthodox good friday, great friday; orthodox_monday: orthodox easter monday; orthodox_palm:
    orthodox palm sunday; orthodox_saturday: orthodox holy saturday, orthodox great saturday;
    lazarus: lazarus saturday; early_may_bank: early may bank holiday; spring_bank: spring bank
    holiday; summer_bank: summer bank holiday, august bank holiday; kings_day_nl: king's day,
    koningsdag, kings day; bosses_day: boss's day, boss day, bosses day, boss's;
    vegan_day: world vegan day; earth_day: earth day; islamic_new_year: islamic new year,
    hijri new year, amun jadid;
    laylat_al_qadr: laylat al-qadr, laylat al qadr, night of power, night of measures;
    mawlid: mawlid al-nabawi, mawlid al-nabi, prophet's birthday; isra: the prophet's ascension,
    isra and miraj, night journey; eid_al_adha: bakr eid, bakri eid, id ul-adha, eid ul-adha,
    festival
    of sacrifice, sacrifice feast, eid-ul-adha, bakrid, id al-adha; eid_al_fitr: eid ul-fitr,
    id ul-fitr, eid-ul-fitr, feast of breaking the fast; chinese_new_year: chinese new year, lunar
    new year, chinese lunar new year's day, chinese new year's day; tet: tet, vietnamese new year;
    mid_autumn: mid-autumn festival; parsi_new_year: parsi new year, jamshedi navroz;
    youth_service: global youth service day, gysd; hanukkah: festival of lights, chanukka;
    sukkot: feast of tabernacles, feast of booths, feast of the ingathering, succos; passover:
    feast of unleavened bread; shavuot: feast of weeks; tu_bishvat: tu b'shevat""")
VI = table("""new_year: tết dương lịch, tết tây, năm mới dương lịch; tet: tết, tết nguyên đán,
    tết âm lịch, tết ta, mùng một tết, mồng một tết, tết âm, tết cổ truyền; tet_eve: giao thừa,
    đêm giao thừa, ba mươi tết; chinese_new_year: tết trung quốc; hung_kings: giỗ tổ hùng vương,
    giỗ tổ; reunification_vn: ngày giải phóng, ngày thống nhất, giải phóng miền nam; labour_day:
    quốc tế lao động, ngày quốc tế lao động; national_vn: quốc khánh, ngày quốc khánh, lễ quốc
    khánh; womens_day: quốc tế phụ nữ, ngày quốc tế phụ nữ; vn_womens_day: phụ nữ việt nam,
    ngày phụ nữ việt nam; teachers_vn: ngày nhà giáo việt nam, ngày nhà giáo; childrens_day: quốc
    tế thiếu nhi, ngày quốc tế thiếu nhi; mid_autumn: trung thu, tết trung thu; vu_lan: vu lan,
    lễ vu lan; vesak: phật đản, lễ phật đản; valentine: lễ tình nhân, valentine, ngày lễ tình
    nhân; easter: phục sinh, lễ phục sinh; christmas: giáng sinh, lễ giáng sinh, nô en, noel,
    nôen, lễ nô en; christmas_eve: đêm giáng sinh, đêm noel; mothers_day: ngày của mẹ;
    fathers_day: ngày của cha; thanksgiving: lễ tạ ơn; halloween: lễ hội hóa trang""")
