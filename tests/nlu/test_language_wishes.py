"""Explicit wishes for a language, in any language."""

from __future__ import annotations

import pytest

from bot.words import Language
from nlu.language.interpreter import LanguageInterpreter
from nlu.language.wishes import OTHER, wished

WISHES = {
    Language.EN: """
can we speak English?
english please
English pls
in english please
Can you please write in English
could you reply in english
do you speak English?
switch to english
please continue in English
i'd prefer english
let's do english
is there anyone who speaks English
English?
english
auf englisch bitte
können wir englisch sprechen
Können Sie mir auf Englisch antworten?
bitte auf englisch
lieber englisch
sprichst du englisch
english bitte
nói tiếng Anh được không
noi tieng anh dc ko
cho mình chat tiếng Anh nhé
trả lời bằng tiếng anh giúp mình
chuyển sang tiếng Anh đi
tiếng anh nhé
hi, english please
can we speak english instead of german
tôi không biết tiếng Việt, nói tiếng Anh được không?
Ich kann kein Deutsch, nur Englisch
shop biết tiếng Anh không?
I want to talk to an English-speaking agent
""",
    Language.DE: """
auf Deutsch bitte
deutsch bitte
bitte deutsch
Können wir Deutsch sprechen?
sprechen Sie Deutsch?
kannst du auf deutsch antworten
bitte auf Deutsch weiter
lieber auf deutsch
german please
can we speak German
do you speak german?
please switch to german
could we continue in german
auf deutsch please
nói tiếng Đức được không
noi tieng duc dc khong
chuyển sang tiếng Đức giúp mình
dùng tiếng Đức đi
bằng tiếng Đức được không
Deutsch
""",
    Language.VI: """
nói tiếng Việt được không
noi tieng viet dc ko
cho mình nói tiếng Việt nha
trả lời bằng tiếng Việt đi
tiếng việt ạ
tieng viet di shop
bạn biết nói tiếng Việt không
vietnamese please
can we speak vietnamese
do you speak Vietnamese?
Can I write in Vietnamese
auf vietnamesisch bitte
können wir vietnamesisch sprechen
lieber vietnamesisch
bitte auf vietnamesisch antworten
Sprechen Sie Vietnamesisch?
kann ich auf Vietnamesisch schreiben
""",
    OTHER: """
parlez-vous français?
türkisch bitte
tuerkisch bitte
có nói tiếng Pháp không
do you speak French?
can we speak spanish
in russian please
sprechen Sie Polnisch?
kann ich auf Französisch schreiben
nói tiếng Trung được không
¿habla español?
hablas español
parla italiano?
spreekt u nederlands
türkçe biliyor musunuz
en français s'il vous plaît
chinese please
auf Ukrainisch bitte
""",
}
NO_WISH = """
Gibt es die Anleitung auf Englisch?
Is the manual in German?
I don't speak German
Ich spreche kein Englisch
mình không biết tiếng Đức
do you have a German size chart
ich wohne in Deutschland
schickt ihr auch nach England
the french linen shirt
das englische Modell
Mein Kollege spricht Englisch
why do you write in german
warum schreibst du englisch
hướng dẫn tiếng Anh đâu shop
shop có giao sang Đức không
is it made in vietnam
nói với thái nguyễn
can we speak tomorrow
auf Rechnung bitte
danke
Italienisches Leder?
Salut, je parle pas allemand
Ich spreche weder Deutsch noch Englisch
mình không biết tiếng Anh đâu
"""


@pytest.mark.parametrize(
    ("text", "language"),
    [(t, wish) for wish, texts in WISHES.items() for t in texts.strip().splitlines()],
)
def test_a_wish_is_heard(text: str, language: Language | str) -> None:
    assert wished(text) == language


@pytest.mark.parametrize("text", NO_WISH.strip().splitlines())
def test_talk_about_languages_is_no_wish(text: str) -> None:
    assert wished(text) is None


@pytest.mark.parametrize("current", list(Language))
def test_a_wish_is_fulfilled_at_once(current: Language) -> None:
    decide = LanguageInterpreter().decide
    for wish, texts in WISHES.items():
        for text in texts.strip().splitlines():
            tongue = decide(text, current, "Sie", {"en": 2.0})
            if wish == OTHER:
                assert (tongue.language, tongue.spoken) == (current, False)
            else:
                assert (tongue.language, tongue.spoken) == (wish, True)
