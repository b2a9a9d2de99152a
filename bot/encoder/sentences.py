"""A shop's sentences in three languages, short, long and rough: to quantise by, and to check by."""

from __future__ import annotations

# What shows which channels are loud. Other sentences than the checked ones, or the check is none.
HEARD = (
    "Meine Rechnung stimmt nicht, da steht zweimal Versand drauf: 4,90 € und noch einmal 4,90 €.",
    "Ist die Jacke aus Wolle wasserabweisend?",
    "moin, wann macht ihr morgen auf",
    "Der Artikel 88213 wurde in Blau geliefert, bestellt hatte ich ihn in Dunkelgrün!!",
    "Ich habe meine E-Mail-Adresse geändert und komme nicht mehr in mein Konto.",
    "koennt ihr das als geschenk einpacken? gruesse aus zuerich",
    "nein",
    "Kann ich die Lieferung auf nächsten Freitag verschieben, ich bin bis dahin verreist",
    "Rücksendungen sind 30 Tage lang kostenlos. Legen Sie die Ware ungetragen in den Karton, "
    "kleben Sie das Etikett auf und geben Sie das Paket in einer Filiale ab. Sobald es bei uns "
    "ist, prüfen wir es und erstatten den Betrag innerhalb von fünf Werktagen auf demselben Weg, "
    "auf dem Sie bezahlt haben. Bei Möbeln holt eine Spedition die Ware nach Absprache ab.",
    "Hóa đơn của mình bị tính phí giao hàng hai lần, 45.000đ và thêm 45.000đ nữa.",
    "Áo khoác len này có chống nước không?",
    "mai may gio mo cua vay shop",
    "Mình đặt màu xanh đậm mà shop giao màu xanh dương, mã 88213!!",
    "Em đổi địa chỉ email rồi nên không đăng nhập được nữa ạ",
    "gói quà giúp mình được không shop ơi",
    "không",
    "Cho mình dời ngày giao sang thứ sáu tuần sau nhé, mình đang đi công tác",
    "Quý khách được đổi trả miễn phí trong vòng 30 ngày. Xin bỏ hàng chưa sử dụng vào hộp, dán "
    "nhãn gửi trả và mang ra bưu cục gần nhất. Khi nhận được hàng, chúng tôi kiểm tra và hoàn "
    "tiền trong năm ngày làm việc theo đúng cách quý khách đã thanh toán. Với đồ nội thất, nhân "
    "viên vận chuyển sẽ đến lấy tận nhà theo lịch hẹn.",
    "My invoice is wrong, shipping is on it twice: £4.50 and again £4.50.",
    "Is the wool jacket waterproof?",
    "hey when do you open tmrw",
    "Item 88213 came in blue but I had ordered dark green!!",
    "I changed my e-mail address and now I can't log in to my account any more.",
    "can u gift wrap it pls 🎁",
    "no",
    "Could you move the delivery to next Friday, I'm away until then",
    "Returns are free for 30 days. Put the unworn goods back into the box, stick the label on it "
    "and hand the parcel in at a branch near you. Once it has reached us we check it and refund "
    "the amount within five working days, the same way you paid. Furniture is picked up from "
    "your home by a carrier at a time we agree with you.",
)

CHECKED = (
    "Wo bleibt meine Bestellung 10234?",
    "Ich möchte die Hose in Größe 38 umtauschen, sie ist mir zu eng.",
    "Wie lange dauert der Versand nach Österreich?",
    "Kann ich auf Rechnung bezahlen oder nur mit Karte?",
    "Das ist jetzt das dritte Mal, dass ich schreibe. Ich will mit einem Menschen sprechen!",
    "hallo",
    "Gibt es das Leinenhemd auch in Salbeigrün?",
    "Das Paket ist beschädigt angekommen, der Karton war offen und ein Teller ist zerbrochen.",
    "Bitte löschen Sie mein Kundenkonto und alle Daten.",
    "Ich han s Päckli nöd übercho",
    "Mein Gutscheincode funktioniert nicht",
    "danke, das hat geholfen",
    "Đơn hàng 10234 của tôi đang ở đâu?",
    "Tôi muốn đổi quần sang size 38 vì hơi chật.",
    "Giao hàng tới Đà Nẵng mất bao lâu?",
    "shop oi ship ve q7 bao nhieu tien v",
    "Mình nhắn lần thứ ba rồi mà chưa ai trả lời, cho mình gặp nhân viên đi!",
    "chào shop",
    "Áo sơ mi lanh có màu xanh lá nhạt không ạ?",
    "Hàng tới bị vỡ, hộp bị móp và có một cái đĩa bị bể.",
    "Làm ơn xóa tài khoản và dữ liệu của tôi.",
    "ma giam gia ko dung dc",
    "Tôi có thể trả tiền khi nhận hàng không?",
    "cảm ơn nhé",
    "Where is my order 10234?",
    "I would like to exchange the trousers for a size 38, they are too tight.",
    "How long does shipping to Vietnam take?",
    "Can I pay by invoice or only by card?",
    "This is the third time I am writing. Let me talk to a human being!",
    "hi",
    "Do you have the linen shirt in sage?",
    "The parcel arrived damaged, the box was open and one plate is broken.",
    "Please delete my account and all my data.",
    "my voucher code doesnt work",
    "u guys ship to the uk??",
    "thanks, that helped",
)
