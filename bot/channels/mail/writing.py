"""A reply as a mail: both forms of its text, and headers that keep the thread together."""

from __future__ import annotations

import html
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from bot.channels.contract import Account, File, Letter, Outgoing
from bot.channels.file_parts import plain
from bot.channels.mail.automatic import LOOP
from bot.channels.mail.marks import message_id, reply_address

LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
ANSWER = re.compile(r"(?:re|aw|antw|tl|trả lời)\s*:", re.IGNORECASE)
STYLE = "font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5;color:#1d2327"
KEPT = 12  # references: the thread's first and its last


def compose(out: Outgoing, account: Account, at: datetime) -> EmailMessage:
    """The mail of one delivery: the same bytes for the same delivery and moment."""
    letter = out.letter or Letter(account["display_name"])
    mail = EmailMessage(policy=SMTP if out.to.isascii() else SMTPUTF8)
    mail["From"] = _address(account["display_name"], account["address"])
    mail["To"] = _address("", out.to)
    mail["Subject"] = answering(letter.subject) if letter.answers else letter.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{message_id(account, out.marker)}>"
    if letter.answers:
        mail["In-Reply-To"] = f"<{letter.answers}>"
        mail["References"] = " ".join(f"<{one}>" for one in thread(letter))
    mail["Reply-To"] = _address(account["display_name"], reply_address(account, out.marker))
    mail[LOOP] = account.name
    if letter.automatic:
        mail["Auto-Submitted"] = "auto-replied"
        # Exchange answers this with neither "out of office" nor receipts.
        mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(out.part.text + "\n", charset="utf-8", cte="quoted-printable")
    mail.add_alternative(as_html(out.part.text, letter.language), subtype="html", charset="utf-8",
                         cte="quoted-printable")
    mail.set_boundary(f"=_lotse_{out.marker}")
    if out.attached:
        for file, data in out.attached:
            attach(mail, file, data)
        mail.set_boundary(f"=_lotse_files_{out.marker}")
    return mail


def attach(mail: EmailMessage, file: File, data: bytes) -> None:
    """A file under its own name, to be saved or opened beside the text."""
    main, _, sub = file.type.partition("/")
    mail.add_attachment(data, maintype=main, subtype=sub, filename=plain(file.name))


def answering(subject: str) -> str:
    """The thread's subject with one "Re:" before it."""
    return subject if ANSWER.match(subject) else f"Re: {subject}".strip()


def thread(letter: Letter) -> list[str]:
    """The references of an answer: the answered mail's own, and itself (RFC 5322, 3.6.4)."""
    whole = list(dict.fromkeys((*letter.references, letter.answers)))
    return [*whole[:1], *whole[1:][-KEPT:]]


def as_html(text: str, language: str) -> str:
    """The text as a small page: paragraphs, lines, links that can be followed."""
    paragraphs = [f"<p>{_linked(paragraph).replace(chr(10), '<br>')}</p>"
                  for paragraph in re.split(r"\n{2,}", text.strip())]
    return (f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"></head>'
            f'<body style="{STYLE}">\n' + "\n".join(paragraphs) + "\n</body></html>\n")


def _linked(text: str) -> str:
    """The text escaped, with links; an address is escaped as part of its link."""
    pieces, end = list[str](), 0
    for found in LINK.finditer(text):
        link = html.escape(found[0])
        pieces += [html.escape(text[end:found.start()]), f'<a href="{link}">{link}</a>']
        end = found.end()
    return "".join([*pieces, html.escape(text[end:])])


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)
