"""The words that open, join and end what people ask, per language, folded (see words.fold)."""

from __future__ import annotations

from nlu.components.words import fold

Phrases = tuple[tuple[str, ...], ...]


def _phrases(text: str) -> Phrases:
    """One phrase a comma; the longest first, so that it is found before its beginning."""
    return tuple(sorted((tuple(p.split()) for p in fold(text).split(",")), key=len, reverse=True))


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


NONE: frozenset[str] = frozenset()
OPENING = _phrases(
    "hallo, hallo zusammen, hallo liebes team, hallo ihr lieben, hi, hey, hei, moin, moin moin, "
    "servus, gruezi, gruss gott, guten tag, guten morgen, guten abend, schonen guten tag, "
    "sehr geehrte damen und herren, liebes team, hi there, hello, hello there, hey there, hiya, "
    "good morning, good afternoon, good evening, good day, dear team, dear sir or madam, "
    "shop oi, sop oi, ad oi, em oi, anh oi, chi oi, ban oi, shop a, alo, alo shop, chao, "
    "chao shop, chao ban, chao em, chao anh, chao chi, xin chao, xin chao shop, hello shop, "
    "hi shop, da, da shop, da chao shop")
CLOSING = _phrases(
    "danke, danke dir, vielen dank, danke schon, dankeschon, danke im voraus, "
    "vielen dank im voraus, danke euch, danke ihnen, besten dank, merci, lg, mfg, vg, "
    "viele grusse, liebe grusse, beste grusse, mit freundlichen grussen, thanks, thank you, "
    "many thanks, thanks a lot, thanks in advance, thank you in advance, "
    "thank you very much, thx, ty, cheers, tks, "
    "cam on, cam on shop, cam on ad, cam on nhieu, cam on shop nhieu, cam on a, cam on shop a, "
    "cam on ban, cam on em, cam on shop nha, thank shop, thanks shop, tks shop")

BARE = _words("und oder aber sowie and or but va ma con")  # join clauses, and much else
# The others say that something more is asked.
JOINING = {
    "de": _phrases(
        "und, und noch, und auch, und dann, und ausserdem, und ubrigens, ausserdem, aber, sowie, "
        "oder, dann noch, und zweitens, zweitens, ubrigens, und nebenbei, noch eine frage, "
        "und noch eine frage, noch was, und noch was, ach ja, ach und, zudem, and, plus"),
    "en": _phrases(
        "and, and also, and then, also, but, plus, and another thing, another thing, or, "
        "one more thing, and one more thing, oh and, and secondly, secondly, besides, "
        "on top of that, additionally, by the way, btw, und"),
    "vi": _phrases(
        "va, voi lai, voi ca, ngoai ra, a ma, a con, cho hoi, cho hoi them, cho minh hoi, "
        "cho mk hoi, cho mjnh hoi, cho em hoi, cho e hoi, cho chi hoi, cho anh hoi, cho toi hoi, "
        "cho minh hoi them, cho em hoi them, hoi them, tien the, san tien, san day, "
        "them nua, them cau nua, mot cau nua, dong thoi, nhan tien, and, und"),
}
# Vietnamese words that join only behind a finished question: elsewhere they mean "still", "which".
LOOSELY = _phrases("con, ma, shop, shop oi, bao gio, bao lau, khi nao, phi, doi")
FINAL = {"a", "ah", "vay", "v", "z", "nhi", "ha", "nhe", "nha", "khong", "ko", "k", "kg", "hok",
         "chua", "roi", "the", "hong", "hem", "nhieu", "dau", "nao", "gi", "may"}

# A clause that begins so asks; with one of WISHING anywhere in it, it wants something.
ASKING = {
    "de": _words(
        "wo wann wie was wer wem wen warum wieso weshalb welche welcher welches welchen wieviel "
        "womit wohin woher kann kannst konnen konnt konnte konntet konnten darf durfen muss mussen "
        "musste soll sollte ist sind war hat habt gibt gibts gilt geht gehts kostet kosten bekomme "
        "bekommt krieg kriege liefert versendet nehmt akzeptiert schickt macht dauert passt "
        "can how where when what do is"),
    "en": _words(
        "where where's when how how's what what's who why which can could do does did is are was "
        "will would should may must any wo wann wie kann"),
    "vi": _words("khi bao lam co may"),
}
WISHING = {
    "de": _words("bitte mochte mocht mochten will wollen wollte wurde brauch brauche brauchen gern "
              "gerne wissen please"),
    "en": _words("please need want wanna like cancel tell give let know wondering"),
    "vi": _words("ai dau gi nao sao bao may muon can cho giup gium dum ho xin hoi nhieu lau"),
}
# Words that may follow the one that makes a sentence a question.
TRAILING = _words("shop ad em ban a ah vay v z nhi ha nhe nha oi the")
ENDING = {"de": NONE, "en": NONE, "vi": _words("khong ko k hok hong hem chua")}
# Words a clause of its own begins with, asking or not, and words that make it a sentence.
BEGINNING = {
    "de": _words("ich wir ob habe hab mein meine"),
    "en": _words("i i'm i'd i've im id we my has have it if change send"),
    "vi": _words("minh mk mjnh em e toi tui anh chi shop neu doi tra huy dat gui giao khong ko con "
              "size hang don mua xem kiem dia o gio khoang den phi ship"),
}
SENTENCE = {
    "de": _words("ist sind war hat habe fehlt funktioniert kam kommt wurde"),
    "en": _words("is are was has have doesn't isn't arrived missing broken"),
    "vi": _words("chua bi duoc dc"),
}
DEPENDING = {  # what begins so belongs to the question before it
    "de": _words("wenn falls um weil da dass damit obwohl bevor nachdem"),
    "en": _words("if because since so as unless although"),
    "vi": _words("neu vi do tai de"),
}
# "Ich wollte fragen, wo …": what follows the comma is what is asked.
LEADING = _words(
    "wissen fragen sagen horen erfahren mitteilen prufen schauen nachsehen checken know me ask "
    "tell say check wonder wondering hoi biet xem")
ASIDE = _words(
    "nr bestellnr auftragsnr tel bzw usw inkl evtl ca zzgl str etc no vs dr hr fr st mr mrs tp")
