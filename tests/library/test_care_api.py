"""Keeping the library right over HTTP: usage, unanswered questions, proposals, findings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.ownership import Step, move
from bot.services import Services
from bot.tables import Conversation, Customer, Message, Staff, Turn
from bot.words import Author, Language, Outcome, Owner, Reason
from handoff.feedback import erase
from handoff.tables import DecidedProposal, HandledQuestion, Helpful
from tests import talk
from tests.conftest import NOON
from tests.library.conftest import Desk

CARE = "/api/knowledge"


async def asked(
    here: Services, text: str, outcome: Outcome = Outcome.NOT_UNDERSTOOD,
    conversation: Conversation | None = None, articles: tuple[str, ...] = (),
    language: Language = Language.EN, reason: Reason | None = None, intent: str = "ask_x",
) -> Turn:
    """A customer's message whose turn is over."""
    talked = conversation or await talk.open_chat(here, language)
    message = await talk.write(here, talked, text)
    assert message is not None
    async with here.database.write() as session:
        found = await session.get_one(Conversation, talked.id)
        row = await session.get_one(Message, message.id)
        row.waiting = False
        turn = Turn(message_id=message.id, conversation_id=talked.id, text=text,
                    language=language, intent=intent, outcome=outcome, articles=list(articles),
                    created_at=here.clock())
        session.add(turn)
        if reason:
            move(session, found, Step.HANDED_OFF, here.clock(), reason=reason)
    return turn


async def answered_by(
    here: Services, agent: Staff, question: str, *answers: str, closed: bool = True,
    customer: Customer | None = None,
) -> Conversation:
    """A conversation an agent answered."""
    talked = await talk.open_chat(here, Language.EN, customer)
    await talk.write(here, talked, question)
    async with here.database.write() as session:
        found = await session.get_one(Conversation, talked.id)
        move(session, found, Step.HANDED_OFF, here.clock(), reason=Reason.ASKED_FOR_PERSON)
        move(session, found, Step.CLAIMED, here.clock(), agent=agent)
        session.add_all(
            Message(conversation_id=talked.id, direction="out", author=Author.AGENT,
                    agent_id=agent.id, text=text, status="sent", created_at=here.clock())
            for text in answers)
        if closed:
            move(session, found, Step.CLOSED, here.clock(), agent=agent)
    return talked


async def get(desk: Desk, path: str) -> Any:
    reply = await desk.client.get(f"{CARE}/{path}")
    assert reply.status_code == 200, reply.text
    return reply.json()


async def test_usage_counts_answers_verdicts_and_handovers(trainer: Desk, here: Services) -> None:
    helped = await asked(here, "shipping?", Outcome.KNOWLEDGE, articles=("shipping",))
    lost = await asked(here, "what does it cost", Outcome.KNOWLEDGE, articles=("shipping",))
    await asked(here, "wool?", Outcome.KNOWLEDGE, articles=("wool",))
    async with here.database.write() as session:
        reply = Message(conversation_id=helped.conversation_id, direction="out",
                        author=Author.ASSISTANT, text="4.90", status="sent", created_at=NOON)
        session.add(reply)
        await session.flush()
        session.add(Helpful(message_id=reply.id, conversation_id=helped.conversation_id,
                            article="shipping", helpful=True, at=NOON))
        handed = await session.get_one(Conversation, lost.conversation_id)
        here.clock.pass_(minutes=5)  # type: ignore[attr-defined]
        move(session, handed, Step.HANDED_OFF, here.clock(), reason=Reason.ASKED_FOR_PERSON)
    used = await get(trainer, "usage/shipping")
    assert [used[name] for name in ("answered", "helped", "not_helped", "person")] == [2, 1, 0, 1]
    assert [(row["text"], row["helpful"], row["person"]) for row in used["conversations"]] == [
        ("what does it cost", None, True), ("shipping?", True, False)]
    assert used["intents"] == [{"intent": "ask_x", "n": 2}]
    every = await get(trainer, "usage")
    assert every["wool"] == {"answered": 1, "helped": 0, "not_helped": 0, "person": 0}


async def test_unanswered_questions_are_grouped_and_become_a_draft(
    trainer: Desk, here: Services
) -> None:
    for text in ("can I pay with bitcoin", "pay with bitcoin possible", "Can I  pay with bitcoin"):
        await asked(here, text)
    await asked(here, "where is the tower of london")
    await asked(here, "ok")
    listed = await get(trainer, "unanswered")
    groups = listed["groups"]
    assert [group["n"] for group in groups] == [3, 1]
    assert len(groups[0]["examples"]) == 2  # twice the same words are one example
    made = await trainer.client.post(
        f"{CARE}/unanswered/draft", json={"turns": groups[0]["turns"], "language": "en"})
    assert made.status_code == 201
    draft = made.json()
    assert (draft["status"], draft["body"]) == ("draft", "")
    assert {text.casefold() for text in draft["asked"]} == {
        "can i pay with bitcoin", "pay with bitcoin possible"}
    assert draft["title"] in draft["asked"]
    again = await trainer.client.post(
        f"{CARE}/unanswered/draft", json={"turns": groups[0]["turns"], "language": "en"})
    assert again.status_code == 404
    gone = await trainer.client.post(
        f"{CARE}/unanswered/dismiss", json={"turns": groups[1]["turns"]})
    assert gone.status_code == 204
    assert (await get(trainer, "unanswered"))["groups"] == []


async def test_what_was_answered_in_the_end_or_never_searched_is_not_listed(
    trainer: Desk, here: Services
) -> None:
    chosen = await asked(here, "something about sizes", Outcome.ASKED_BACK)
    async with here.database.read() as session:
        talked = await session.get_one(Conversation, chosen.conversation_id)
    await asked(here, "sizes of shirts", Outcome.KNOWLEDGE, talked)
    await asked(here, "let me talk to a person", Outcome.HANDED_OVER,
                reason=Reason.ASKED_FOR_PERSON)
    await asked(here, "does it glow at night", Outcome.HANDED_OVER, reason=Reason.NOT_UNDERSTOOD)
    listed = await get(trainer, "unanswered")
    assert [g["examples"][0]["text"] for g in listed["groups"]] == ["does it glow at night"]


async def test_what_was_declined_as_none_of_our_business_found_nothing(
    trainer: Desk, here: Services
) -> None:
    await asked(here, "do you take bitcoin", Outcome.ANSWERED, intent="out_of_scope")
    await asked(here, "thank you very much", Outcome.ANSWERED, intent="thank")
    groups = (await get(trainer, "unanswered"))["groups"]
    assert [g["examples"][0]["text"] for g in groups] == ["do you take bitcoin"]
    made = await trainer.client.post(
        f"{CARE}/unanswered/draft", json={"turns": groups[0]["turns"], "language": "en"})
    assert made.json()["asked"] == ["do you take bitcoin"]


ANSWER = ("Hello Jane Miller, yes: we engrave names into every wooden board, up to twenty "
          "letters, within three working days. Call 0170 1234567 or write to jane@example.org.")


async def test_an_agents_answer_is_proposed_without_personal_data_and_decided_once(
    trainer: Desk, here: Services
) -> None:
    person = await talk.agent(here, "Tom Berger")
    async with here.database.write() as session:
        jane = Customer(key="c9", name="Jane Miller", email="jane@example.org", language="en",
                        address_form="you", since=NOON)
        session.add(jane)
    await answered_by(here, person, "Can you engrave order 10234 for Jane?",
                      "Hi, Tom Berger here.", "Which board do you mean exactly, please?", ANSWER,
                      customer=jane)
    await answered_by(here, person, "Can you engrave order 10235 for Jane?", ANSWER,
                      customer=jane)
    await answered_by(here, person, "Do you repair chairs?", ANSWER, closed=False)
    proposed = await get(trainer, "proposals")
    assert len(proposed) == 1  # the same question twice; the third is not closed
    text = proposed[0]["question"] + proposed[0]["answer"]
    for secret in ("Jane", "Miller", "jane@", "0170", "10234", "Tom"):
        assert secret not in text, text
    assert "up to twenty letters" in text
    where = f"{CARE}/proposals/{proposed[0]['message']}"
    made = await trainer.client.post(f"{where}/approve")
    assert (made.status_code, made.json()["status"]) == (201, "draft")
    assert made.json()["body"] == proposed[0]["answer"]
    assert (await trainer.client.post(f"{where}/dismiss")).status_code == 409
    assert await get(trainer, "proposals") == []  # nor does its twin come after it


async def test_what_the_library_answers_already_is_not_proposed(
    trainer: Desk, here: Services
) -> None:
    person = await talk.agent(here, "Tom Berger")
    await answered_by(here, person, "Can you engrave wooden boards?", ANSWER)
    for n in range(8):
        await trainer.publish(await trainer.new(f"Topic{n}", f"Something{n} else{n} entirely{n}."))
    assert len(await get(trainer, "proposals")) == 1
    await trainer.publish(await trainer.new(
        "Can you engrave wooden boards?", "Can you engrave wooden boards? We engrave them."))
    assert await get(trainer, "proposals") == []


async def test_a_dismissed_proposal_stays_away(trainer: Desk, here: Services) -> None:
    person = await talk.agent(here, "Tom Berger")
    await answered_by(here, person, "Do you repair old chairs?", ANSWER)
    number = (await get(trainer, "proposals"))[0]["message"]
    assert (await trainer.client.post(f"{CARE}/proposals/{number}/dismiss")).status_code == 204
    await answered_by(here, person, "Do you repair old chairs?", ANSWER)
    assert await get(trainer, "proposals") == []


async def test_contradictions_and_duplicates_are_pointed_out_until_dismissed(
    trainer: Desk, here: Services
) -> None:
    texts = {"returns": "You may send everything back to us within 14 days after delivery.",
             "sending-back": "You may send everything back to us within 30 days after delivery.",
             "twin": "You may send everything back to us within 14 days after delivery.",
             "wool": "Please wash your woollen jumper by hand in cold water."}
    for key, body in texts.items():
        await trainer.publish(await trainer.new(key, body, key=key))
    found = (await get(trainer, "findings"))["items"]
    assert [f["kind"] for f in found] == ["amount", "amount", "duplicate"]
    assert {place["key"] for place in found[2]["places"]} == {"returns", "twin"}
    for finding in found:
        await trainer.client.post(f"{CARE}/findings/{finding['id']}/dismiss")
    assert (await get(trainer, "findings"))["items"] == []
    changed = (await trainer.client.get(f"{CARE}/articles/twin/en")).json()
    await trainer.save(changed, body=texts["twin"].replace("14", "21"))
    kinds = [f["kind"] for f in (await get(trainer, "findings"))["items"]]
    assert kinds == ["amount", "amount"]  # other words: looked at again


async def test_erasing_a_customer_reaches_what_was_decided_about_them(
    trainer: Desk, here: Services
) -> None:
    person = await talk.agent(here, "Tom Berger")
    talked = await answered_by(here, person, "Do you repair old chairs?", ANSWER)
    turn = await asked(here, "can I pay with bitcoin")
    number = (await get(trainer, "proposals"))[0]["message"]
    await trainer.client.post(f"{CARE}/proposals/{number}/dismiss")
    await trainer.client.post(f"{CARE}/unanswered/dismiss", json={"turns": [turn.id]})
    async with here.database.write() as session:
        await erase(session, [talked.id, turn.conversation_id])
    async with here.database.read() as session:
        assert (await session.scalars(select(DecidedProposal))).all() == []
        assert (await session.scalars(select(HandledQuestion))).all() == []
        closed = await session.get_one(Conversation, talked.id)
    assert closed.owner == Owner.CLOSED
