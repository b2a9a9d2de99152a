"""The road of a message after it is stored: language, Rasa, commands, replies."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import codes, confirming
from bot.clock import Clock
from bot.database import LOCK, Database
from bot.events import record
from bot.hearing import UNHEARD, Hearing, without_rasa
from bot.introducing import introduced
from bot.outbox import write_replies
from bot.rasa import Memory, Understanding, Wish
from bot.replies import Commands, LastWord, TurnContext
from bot.saying import carry_out
from bot.tables import Conversation, Message, Turn
from bot.texts import Voice
from bot.views import turn_view
from bot.wishes import Heard
from bot.wordless import instead, own_words
from bot.words import Language, Outcome, Owner, Status

REMEMBERED = 2  # turns looked back at


@dataclass(frozen=True, slots=True)
class Tongue:
    """What is decided about language before a message is understood."""

    language: Language
    form: str  # the form of address: Sie, du, bạn, anh, chị, you
    spoken: bool = True  # False: clearly a language the assistant does not speak
    evidence: Mapping[str, float] | None = None


class Interpreter(Protocol):
    """Decides the language of a conversation on evidence; nlu/ does it."""

    def decide(
        self, text: str, current: Language, form: str, evidence: Mapping[str, float]
    ) -> Tongue: ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A conversation as it stood when its turn began."""

    id: int
    public_id: str
    owner: Owner
    epoch: int
    language: Language
    form: str
    memory: Mapping[str, Any]
    messages: Sequence[Message]
    earlier: Sequence[str] = ()  # texts of the turns before, newest first

    @property
    def said(self) -> Sequence[Message]:
        return own_words(self.messages)

    @property
    def text(self) -> str:
        """All that waits, as one text: three messages in a row are answered once."""
        return "\n".join(m.text for m in self.said if m.text)

    @property
    def payload(self) -> str | None:
        """The payload of a pressed button, if that is all there is."""
        return self.said[-1].content.get("payload") if len(self.said) == 1 else None


class Turns:
    """Takes the waiting messages of one conversation from understanding to replies."""

    def __init__(
        self, database: Database, hearing: Hearing, interpreter: Interpreter,
        commands: Commands, last_word: LastWord, clock: Clock, timezone: str, key: bytes,
        public: str = "",
    ) -> None:
        self.key = key  # makes one-time codes
        self.timezone = timezone
        self.public = public  # the app's address as customers reach it
        self.last_word = last_word
        self.database = database
        self.hearing = hearing
        self.interpreter = interpreter
        self.commands = commands
        self.clock = clock

    async def take(self, conversation_id: int) -> None:
        """One whole turn; returns when its end is committed."""
        started = time.perf_counter()
        now = await self._waiting(conversation_id)
        if not now.messages:
            return
        if now.owner is not Owner.ASSISTANT:
            await self._leave_to_person(now)
            return
        tongue = self._tongue(now)
        heard = await self._hear(now, tongue)
        async with self.database.write() as session:
            finish = Finish(session, now, tongue, heard, self, self.clock())
            await finish.run(int((time.perf_counter() - started) * 1000))

    async def _waiting(self, conversation_id: int) -> Snapshot:
        """What waits, after one-time codes were looked at: they are never Rasa's, or a person's."""
        async with self.database.read() as session:
            now = await snapshot(session, conversation_id)
        if not any(codes.typed(message.text) for message in now.messages):
            return now
        async with self.database.write() as session:
            await confirming.take(session, now.id, now.messages, self.key, self.clock())
        async with self.database.read() as session:
            return await snapshot(session, conversation_id)

    def _tongue(self, now: Snapshot) -> Tongue:
        if now.payload:  # our own words on a button say nothing about the customer's language
            return Tongue(now.language, now.form)
        evidence = now.memory.get("language_evidence", {})
        return self.interpreter.decide(now.text, now.language, now.form, evidence)

    async def _hear(self, now: Snapshot, tongue: Tongue) -> Heard:
        memory, waiting = Memory.of(dict(now.memory)), remembered(now.memory)
        if command := instead([message.content for message in now.said], now.text):
            return Heard((without_rasa(now.text, memory, command),), waiting)
        if not tongue.spoken:
            command = {"say": "unsupported_language"}
            return Heard((without_rasa(now.text, memory, command),), waiting)
        about = {"language": tongue.language, "now": self._shop_time().isoformat()}
        return await self.hearing.hear(now.public_id, now.text, now.payload, about, memory, waiting)

    def _shop_time(self) -> datetime:
        """What the clock in the shop shows: "tomorrow" is counted from there."""
        return self.clock().astimezone(ZoneInfo(self.timezone)).replace(microsecond=0)

    async def _leave_to_person(self, now: Snapshot) -> None:
        async with self.database.write() as session:
            moment = self.clock()
            if not await _mark_taken(session, now, Status.DELIVERED, moment):
                return
            turn = _turn_row(now, now.messages[-1], now.language, UNHEARD,
                             Outcome.LEFT_TO_PERSON, [], 0, moment)
            session.add(turn)
            record(session, now.id, "turn", moment, turn_view(turn, now.owner), audience="staff")


class Finish:
    """The end of a turn: commands carried out and replies written, in one transaction."""

    def __init__(
        self, session: AsyncSession, began: Snapshot, tongue: Tongue, heard: Heard,
        road: Turns, now: datetime,
    ) -> None:
        self.road = road
        self.session = session
        self.began = began
        self.tongue = tongue
        self.heard = heard
        self.understanding = heard.steps[0].answer.understanding  # names the turn
        self.now = now

    async def run(self, milliseconds: int) -> None:
        conversation = await self.session.get_one(
            Conversation, self.began.id, with_for_update=LOCK
        )
        mine = await _mark_taken(self.session, self.began, Status.SEEN, self.now)
        if not mine:
            return
        if conversation.epoch != self.began.epoch:
            return  # a person took over meanwhile: the assistant never talks over them
        self._remember_language(conversation)
        context = self._context(conversation)
        replies = await carry_out(self.heard, context, self.road.commands)
        replies = await introduced(
            self.session, conversation, self.road.last_word(context, replies), context.voice)
        self._name_subject(conversation, context.voice)
        if context.handed_over:  # a person has read it all: nothing waits for the assistant
            conversation.memory = {**conversation.memory, "waiting": []}
        else:
            self._remember(conversation, context)
        turn = self._turn(conversation, context, milliseconds)
        self.session.add(turn)
        await write_replies(self.session, conversation, replies, self.now)
        await self.session.flush()
        record(self.session, conversation.id, "turn", self.now,
               turn_view(turn, conversation.owner, context.frustration), audience="staff")

    def _context(self, conversation: Conversation) -> TurnContext:
        before = Memory.of(dict(self.began.memory))
        return TurnContext(
            session=self.session, conversation=conversation,
            voice=Voice(self.tongue.language, self.tongue.form), text=self.began.text,
            understanding=self.understanding, slots={}, now=self.now, timezone=self.road.timezone,
            public=self.road.public,
            earlier=self.began.earlier, frustration=self.heard.frustration,
            in_job=self.heard.steps[-1].answer.memory.loop is not None,
            job_before=before.slots.get("job") if before.loop else None,
        )

    def _remember_language(self, conversation: Conversation) -> None:
        if conversation.language != self.tongue.language:
            record(self.session, conversation.id, "language", self.now,
                   {"language": self.tongue.language})
        conversation.language = self.tongue.language
        conversation.address_form = self.tongue.form

    def _name_subject(self, conversation: Conversation, voice: Voice) -> None:
        """The first wish that is understood names the conversation in later lists."""
        key = f"intents.{self.understanding.intent}"
        if conversation.subject is None and voice.has(key):
            conversation.subject = voice.say(key)[:200]

    def _remember(self, conversation: Conversation, context: TurnContext) -> None:
        misses = int(self.began.memory.get("misses", 0))
        missed = context.outcome in (Outcome.NOT_UNDERSTOOD, Outcome.ASKED_BACK)
        conversation.memory = {
            **{k: v for k, v in conversation.memory.items() if k not in ("slots", "loop")},
            "slots": {**context.slots, "person_offered": True if context.person_offered else None},
            "loop": self.heard.steps[-1].answer.memory.loop,
            "waiting": [wish.as_json() for wish in self.heard.waiting],
            "misses": misses + 1 if missed else 0,
            "language_evidence": dict(self.tongue.evidence or {}),
        }

    def _turn(self, conversation: Conversation, context: TurnContext, ms: int) -> Turn:
        return _turn_row(
            self.began, self.began.messages[-1], Language(conversation.language),
            self.understanding, context.outcome, context.articles, ms, self.now,
        )


async def snapshot(session: AsyncSession, conversation_id: int) -> Snapshot:
    """The conversation and its waiting messages, oldest first."""
    conversation = await session.get_one(Conversation, conversation_id)
    waiting = await session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.waiting)
        .order_by(Message.said_at, Message.id)
    )
    return Snapshot(
        conversation.id, conversation.public_id, Owner(conversation.owner), conversation.epoch,
        Language(conversation.language), conversation.address_form, conversation.memory,
        waiting.all(), await _earlier(session, conversation_id),
    )


async def _earlier(session: AsyncSession, conversation_id: int) -> Sequence[str]:
    """What the customer wrote in the last turns, newest first."""
    turns = select(Turn.text).where(Turn.conversation_id == conversation_id)
    return (await session.scalars(turns.order_by(Turn.id.desc()).limit(REMEMBERED))).all()


def remembered(memory: Mapping[str, Any]) -> tuple[Wish, ...]:
    """The wishes that wait in a conversation's memory."""
    return tuple(Wish(wish["intent"], wish["text"]) for wish in memory.get("waiting", ()))


async def _mark_taken(
    session: AsyncSession, began: Snapshot, status: Status, now: datetime
) -> bool:
    """The waiting messages are taken: nobody else may answer them again. Whether all waited.

    If not, another process was faster, or the customer took one back, whose words must go no
    further: what still waits has a turn of its own.
    """
    mine = Message.id.in_([message.id for message in began.messages])
    waiting = await session.scalars(
        select(Message.id).where(mine, Message.waiting).with_for_update(key_share=True))
    if len(waiting.all()) < len(began.messages):
        return False
    await session.execute(update(Message).where(mine).values(waiting=False, status=status))
    if status is Status.SEEN:
        record(session, began.id, "status", now,
               {"message": began.messages[-1].id, "status": status, "direction": "in"})
    return True


def _turn_row(
    began: Snapshot, message: Message, language: Language, heard: Understanding,
    outcome: Outcome, articles: list[str], milliseconds: int, now: datetime,
) -> Turn:
    return Turn(
        message_id=message.id, took=[each.id for each in began.messages],
        conversation_id=began.id, text=began.text, language=language,
        intent=heard.intent or None, confidence=heard.confidence, certainty=heard.certainty,
        ranking=[{"intent": name, "confidence": share} for name, share in heard.ranking],
        entities=list(heard.entities), articles=articles, outcome=outcome,
        milliseconds=milliseconds, created_at=now,
    )
