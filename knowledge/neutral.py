"""Everyday sentences about nothing in particular: where each language lies among the vectors.

An encoder puts texts of one language closer together than meaning warrants. Taking away the
language's own mean helps across languages and keeps articles that resemble everything from
winning everywhere. Queries come one at a time, so their mean has to come from somewhere.
"""

from __future__ import annotations

from bot.words import Language

NEUTRAL: dict[Language, tuple[str, ...]] = {
    Language.DE: (
        "Wann fängt das an?", "Wie viele Leute waren dabei?", "Wer hat das gesagt?",
        "Was bedeutet dieses Wort?", "Wo liegt die Stadt?", "Warum ist das so?",
        "Welche Farbe hat es?", "Kann ich das morgen machen?", "Gibt es noch andere Möglichkeiten?",
        "wie geht das nochmal", "hab ich was falsch gemacht", "muss ich dafür was bezahlen",
        "In welchem Jahr wurde das Gebäude errichtet?", "Wie heißt der Fluss?",
        "Hallo, ich hätte da mal eine Frage.", "Das habe ich leider nicht verstanden.",
        "Ich weiß nicht mehr, wo ich es hingelegt habe.", "Wie lange dauert so etwas?",
        "Was passiert, wenn es regnet?", "Wozu braucht man das eigentlich?",
    ),
    Language.VI: (
        "Khi nào thì bắt đầu?", "Có bao nhiêu người tham gia?", "Ai đã nói điều đó?",
        "Từ này nghĩa là gì?", "Thành phố đó nằm ở đâu?", "Tại sao lại như vậy?",
        "Nó màu gì?", "Mai mình làm có được không?", "Còn cách nào khác không ạ?",
        "cái này làm sao vậy", "mình làm sai chỗ nào hả bạn", "có phải trả tiền không shop",
        "Tòa nhà được xây vào năm nào?", "Con sông đó tên là gì?",
        "Chào bạn, cho mình hỏi chút.", "Mình chưa hiểu lắm.",
        "Mình không nhớ đã để ở đâu nữa.", "Việc đó mất bao lâu?",
        "Nếu trời mưa thì sao?", "Cái đó dùng để làm gì vậy?",
    ),
    Language.EN: (
        "When does it start?", "How many people took part?", "Who said that?",
        "What does this word mean?", "Where is the city?", "Why is it like that?",
        "What colour is it?", "Can I do it tomorrow?", "Are there other ways?",
        "how does this work again", "did i do something wrong", "do i have to pay for it",
        "In what year was the building finished?", "What is the name of the river?",
        "Hello, I have a question.", "Sorry, I did not understand that.",
        "I can't remember where I put it.", "How long does such a thing take?",
        "What happens if it rains?", "What is that actually good for?",
    ),
}  # fmt: skip
