"""Mails as customers' programs write them: what is new, who wrote it, what a program wrote."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.contract import Account, Arrival
from bot.channels.facts import Fact, Said, Unknown
from bot.channels.mail import attached
from bot.channels.mail.bodies import from_html
from bot.channels.mail.marks import marker_of, reply_address
from bot.channels.mail.quotes import new_text
from bot.channels.mail.reading import parse, parsed
from tests.channels import captured
from tests.conftest import NOON

FOLDER = Path(__file__).parent
REPLIES = yaml.safe_load((FOLDER / "replies.yml").read_text("utf-8"))


def shop(**values: str) -> Account:
    known = captured.account("mail")
    return Account("mail", "shop", {**known.values, **values}, b"the account's own key")


def read(raw: bytes) -> list[Fact]:
    return list(parse(Arrival(raw, {}, NOON), shop()))


def letter(name: str) -> Said:
    (said,) = read((FOLDER / "letters" / name).read_bytes())
    assert isinstance(said, Said)
    return said


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply["name"])
def test_only_what_is_new_is_read(reply: dict[str, str]) -> None:
    assert new_text(reply["mail"]) == reply["new"]


def test_outlooks_html_with_an_empty_plain_part() -> None:
    said = letter("outlook-html.eml")
    assert said.text == "Die Größe passt nicht,\nich möchte tauschen."
    assert "Passt alles?" in said.extra["original"]
    assert "alert" not in said.extra["original"] and "unsichtbar" not in said.extra["original"]
    assert said.person.name == "Anna Groß"


def test_gmails_html() -> None:
    assert letter("gmail-html.eml").text == "Ja bitte, zweimal.\nDanke!"


def test_a_photo_is_a_file_and_a_logo_is_not() -> None:
    said = letter("photo.eml")
    assert said.text == "Kratzer am Tisch\nDer Tisch kam mit einem Kratzer an, ein Foto hängt an."
    (photo,) = said.media
    assert (photo.kind, photo.type, photo.name, photo.size) == (
        "image", "image/jpeg", "Kratzer groß.jpg", 10)
    raw = (FOLDER / "letters" / "photo.eml").read_bytes()
    found = attached.attached(parsed(raw), photo.reference)
    assert found and found.data == b"\xff\xd8\xff\xe0\x00\x10JFIF" and found.name == photo.name
    for reference in ("ph1@kunde.example#99", "ph1@kunde.example#x", "²"):
        assert attached.attached(parsed(raw), reference) is None


def test_a_forwarded_mail_is_kept_whole() -> None:
    assert "Zehn Prozent bis Sonntag." in letter("forward.eml").text


def test_broken_letters_are_read_as_well_as_can_be() -> None:
    said = letter("broken.eml")
    assert said.text.endswith("Grüße") and "äö" in said.text and said.at == NOON
    assert letter("windows-1258.eml").person.id == "minh@khach.example"


def headed(*lines: str, sender: str = "Anna <anna@kunde.example>") -> bytes:
    return "\r\n".join([f"From: {sender}", "Message-ID: <x@kunde.example>", *lines, "", "Hallo"]
                       ).encode()


@pytest.mark.parametrize(("line", "why"), [
    ("Auto-Submitted: auto-generated", "auto-submitted: auto-generated"),
    ("Auto-Submitted: auto-replied; owner=x", "auto-submitted: auto-replied"),
    ("X-Autoreply: yes", "x-autoreply"), ("X-Auto-Response-Suppress: All",
                                          "x-auto-response-suppress"),
    ("Precedence: bulk", "precedence"), ("Precedence: List", "precedence"),
    ("List-Id: <news.example>", "list-id"), ("Return-Path: <>", "empty return-path"),
    ("X-Lotse-Loop: other", "x-lotse-loop"),
])
def test_what_programs_write_is_not_answered(line: str, why: str) -> None:
    assert read(headed(line)) == [Unknown(f"automatic mail: {why}")]


@pytest.mark.parametrize("sender", [
    "hilfe@laden.example", "Hilfe+abc@Laden.example", "MAILER-DAEMON@mx.example"])
def test_we_do_not_talk_to_ourselves_nor_to_servers(sender: str) -> None:
    assert isinstance(read(headed(sender=sender))[0], Unknown)


def test_a_person_is_heard_whatever_the_header_says_of_no() -> None:
    (said,) = read(headed("Auto-Submitted: no", "Precedence: normal"))
    assert isinstance(said, Said) and said.text == "Hallo"


def test_a_contact_form_names_the_customer() -> None:
    (said,) = read(headed("Reply-To: Duc <duc@khach.example>", sender="hilfe@laden.example"))
    assert isinstance(said, Said) and said.person.id == "duc@khach.example"


def test_our_reply_address_names_the_message_it_answers() -> None:
    address = reply_address(shop(), "Ab-_90xyzAb-_90x")
    assert address.startswith("hilfe+") and len(address.partition("@")[0]) <= 64
    for given_back in (address, address.upper()):
        assert marker_of(shop(), given_back) == "Ab-_90xyzAb-_90x"
        assert read(headed(f"To: {given_back}"))[1].follows == ("Ab-_90xyzAb-_90x",)  # type: ignore
    other = Account("mail", "shop", shop().values, b"another key")
    for forged in (reply_address(other, "Ab-_90xyzAb-_90x"), "hilfe+aaaa@laden.example",
                   "hilfe+@laden.example", "hilfe+ü@laden.example", "x@y.example"):
        assert marker_of(shop(), forged) is None
    assert reply_address(shop(reply_token="no"), "abc") == "hilfe@laden.example"


def test_a_clock_far_off_is_not_believed() -> None:
    for date in ("Thu, 01 Jan 1970 00:00:00 +0000", "Fri, 01 Jan 2100 00:00:00 +0000"):
        assert read(headed(f"Date: {date}"))[0].at == NOON  # type: ignore[union-attr]
    (said,) = read(headed("Date: Tue, 24 Nov 2026 12:00:00 +0000"))
    assert isinstance(said, Said) and said.at == NOON - timedelta(days=1)


@pytest.mark.parametrize("html", [
    "<div>" * 5000 + "tief", "<blockquote>" * 3000 + "tief",
    "<!--[if mso]><p>x</p><![endif]-->tief",
    "<p onclick=x>tief<iframe src=//x.example></iframe>"])
def test_hostile_html_is_only_text(html: str) -> None:
    assert from_html(html).split()[-1:] == ["tief"]


def test_containers_without_end_are_not_opened() -> None:
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
                     for n in range(3000))
    (said,) = read(b"From: a@b.example\r\nSubject: Hallo\r\n" + parts + b"\r\nx")
    assert isinstance(said, Said) and said.text


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from([
    "", "text/html", "multipart/mixed; boundary=x", "message/rfc822", "multipart/report",
    "message/delivery-status", "text/plain; charset*=x''"]))
def test_no_mail_breaks_the_reading(body: bytes, kind: str) -> None:
    head = f"From: a@b.example\r\nContent-Type: {kind}\r\n".encode()
    for raw in (body, head + body, head + b"\r\n" + body, head + b"\r\n--x\r\n" + body):
        for fact in read(raw):
            if isinstance(fact, Said):
                assert "\x00" not in fact.text and fact.text.encode() is not None


@settings(deadline=None)
@given(st.text(max_size=300))
def test_something_of_every_text_is_kept(text: str) -> None:
    assert bool(new_text(text)) == bool(text.strip())
