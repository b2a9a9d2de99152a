"""What the assistant does beside jobs: answers from the knowledge base, asks back, hands over."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bot.ownership import Step, move
from bot.rasa import Understanding
from bot.replies import Button, Reply, TurnContext
from bot.tables import Message
from bot.texts import Voice
from bot.words import Author, Language, Outcome, Reason
from handoff.packets import write_packet
from knowledge.search import Hit, Library

# How sure the search must be: a question we recognise needs less than words we do not.
ENOUGH = {"sure": 0.35, "unsure": 0.45, "lost": 0.6}
# What is surely a question for the library was understood: its best titles are always offered.
WORTH_A_GUESS = {"sure": 0.01, "unsure": 0.2, "lost": 0.4}
CARD_LINES = 2
# Facts that are whole in one word; times and amounts carry more than a button can.
PLAIN_FACTS = {"order_number", "email", "postcode", "product", "size", "colour"}


class Talking:
    """The commands that need the knowledge base."""

    def __init__(self, library: Library) -> None:
        self.library = library

    async def find(
        self, text: str, language: Language, heard: Understanding
    ) -> Sequence[Hit]:
        """Search before the transaction begins; encoding takes some milliseconds."""
        return await asyncio.to_thread(
            self.library.search, text, language, dict(heard.ranking))

    async def search(self, context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
        """{do: search}: answer from the knowledge base, or say that we are not sure."""
        hits: Sequence[Hit] = context.prepared["search"]
        best = hits[0] if hits else None
        if best and best.probability >= ENOUGH[context.understanding.certainty]:
            return [answer(context, best)]
        guesses = worth_offering(hits, context.understanding.certainty)
        if guesses and not missed_before(context):
            context.outcome = Outcome.ASKED_BACK
            return [Reply(context.voice.say("not_sure"), (
                *(self.choice(context.voice, hit) for hit in guesses),
                person_button(context.voice)))]
        return not_understood(context)

    def choice(self, voice: Voice, hit: Hit) -> Button:
        """A title to press: of the version that is shown then, not of the one that was found."""
        shown = self.library.article(hit.key, voice.language) or hit
        return Button(offered(voice, shown), article_payload(hit.key))

    async def show_article(self, context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
        """{do: show_article}: the customer chose one of the titles."""
        key = next((e["value"] for e in context.understanding.entities
                    if e["entity"] == "article"), None)
        hit = self.library.article(str(key), context.voice.language) if key else None
        return [answer(context, hit)] if hit else not_understood(context)

    async def out_of_scope(self, context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
        """{do: out_of_scope}: not our business, unless an article clearly says otherwise."""
        hits: Sequence[Hit] = context.prepared["out_of_scope"]
        if hits and hits[0].probability >= ENOUGH["lost"]:
            return [answer(context, hits[0])]
        return [Reply(context.voice.say("out_of_scope"), (person_button(context.voice),))]


def worth_offering(hits: Sequence[Hit], certainty: str) -> list[Hit]:
    """The articles whose titles are offered where none is sure enough to answer."""
    return [hit for hit in hits if hit.probability >= WORTH_A_GUESS[certainty]][:3]


def offered(voice: Voice, hit: Hit) -> str:
    """A title as a choice; one in another language says so before it is pressed."""
    if not hit.other_language:
        return hit.title
    return f"{hit.title} ({voice.say(f'in_language.{hit.language}')})"


def answer(context: TurnContext, hit: Hit) -> Reply:
    """The few sentences that answer, with the article's title and link."""
    context.outcome = Outcome.KNOWLEDGE
    context.answered = True
    context.articles.append(hit.key)
    text = "\n".join(hit.lines) if hit.lines[0].startswith("•") else " ".join(hit.lines)
    if hit.other_language:
        text = context.voice.say(f"other_language.{hit.language}") + "\n" + text
    card = {
        "article": hit.key, "title": hit.title, "link": whole(hit.link, context.public),
        "language": hit.language,
        "ask": context.voice.say("did_this_help"),
    }
    return Reply(text, kind="article", card=card)


def whole(link: str, public: str) -> str:
    """A link of our own pages with our address before it, where it is known: messengers need it."""
    return public + link if link.startswith("/") else link


def missed_before(context: TurnContext) -> bool:
    """Whether the message before this one was not understood either."""
    return int(context.conversation.memory.get("misses", 0)) >= 1


def not_understood(context: TurnContext) -> list[Reply]:
    """Say so, with a way to a person; the second time in a row ask whether to take it."""
    context.outcome = Outcome.NOT_UNDERSTOOD
    if missed_before(context):
        return offer_person(context, context.voice.say("not_understood_again"))
    return [Reply(context.voice.say("not_understood"), (person_button(context.voice),))]


def offer_person(context: TurnContext, text: str) -> list[Reply]:
    """A sentence with the offer of a person; a plain "yes" takes it."""
    context.person_offered = True
    no = Button(context.voice.say("no_thanks"), "/deny")
    return [Reply(text, (person_button(context.voice), no))]


def person_button(voice: Voice) -> Button:
    return Button(voice.say("a_person"), "/request_human")


def article_payload(key: str) -> str:
    return "/show_article" + json.dumps({"article": key})


async def ask_back(context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
    """{do: ask_back}: "did you mean …?" with the likeliest intents as buttons."""
    voice = context.voice
    names = [name for name, _ in context.understanding.ranking
             if voice.has(f"intents.{name}") and name != "request_human"][:2]
    if not names or missed_before(context):
        return not_understood(context)
    context.outcome = Outcome.ASKED_BACK
    facts = context.understanding.entities
    buttons = [Button(voice.say(f"intents.{name}"), meant(name, facts)) for name in names]
    return [Reply(voice.say("did_you_mean"), (*buttons, person_button(voice)))]


def meant(intent: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """A button's payload for "did you mean …?": what was said already is not asked again."""
    told = {str(e["entity"]): str(e["value"]) for e in entities if e["entity"] in PLAIN_FACTS}
    return f"/{intent}" + (json.dumps(told, ensure_ascii=False) if told else "")


async def hand_over(context: TurnContext, command: Mapping[str, Any]) -> list[Reply]:
    """{do: hand_over, reason}: the conversation goes to the queue, the customer is told."""
    reason = Reason(command["reason"])
    return hand_over_now(context, reason, context.voice.say(f"hand_over.{reason}"))


def hand_over_now(context: TurnContext, reason: Reason, text: str) -> list[Reply]:
    """Step back: a packet for the agent, the move, and one sentence for the customer."""
    write_packet(context.session, context, reason)
    move(context.session, context.conversation, Step.HANDED_OFF, context.now, reason=reason)
    context.outcome = Outcome.HANDED_OVER
    context.handed_over = True
    return [Reply(text)]


async def calm_down(context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
    """{do: calm_down}: swearing gets a calm answer and a way to a person."""
    return offer_person(context, context.voice.say("insult"))


async def ask_rating(context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
    """{do: ask_rating}: the customer wants to judge us."""
    return [Reply(context.voice.say("ask_rating"), kind="rating")]


async def change_language(context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
    """{do: change_language}: the language was decided before (nlu.language); confirm it in it."""
    return [Reply(context.voice.say("language_changed"))]


async def go_without(context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
    """{do: go_without}: the customer cannot say what was asked; a person finds another way."""
    asked = str(context.slots.get("requested_slot") or "nothing")
    known = f"without.{asked}" if context.voice.has(f"without.{asked}") else "without.fact"
    context.resting = True
    return offer_person(context, context.voice.say(known))


async def wait(context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
    """{do: wait}: the customer looks for something; the question asked still stands."""
    context.resting = True
    return [Reply(context.voice.say("wait"))]


async def repeat(context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
    """{do: repeat}: say the last thing again, and offer a person."""
    last = await context.session.scalar(
        select(Message)
        .where(Message.conversation_id == context.conversation.id,
               Message.author == Author.ASSISTANT)
        .order_by(Message.id.desc()).limit(1)
    )
    if last is None:
        return [Reply(context.voice.say("capabilities"))]
    again = context.voice.say("repeat", text=last.text)
    if context.understanding.intent and context.slots.get("requested_slot"):
        return []  # the form asks its question again by itself
    return offer_person(context, again)
