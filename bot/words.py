"""The closed sets of words the whole project shares."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """The languages the assistant speaks."""

    DE = "de"
    VI = "vi"
    EN = "en"


class Owner(StrEnum):
    """Who answers next. Every conversation has exactly one owner; closed is a state of rest."""

    ASSISTANT = "assistant"
    QUEUE = "queue"
    AGENT = "agent"
    CLOSED = "closed"


class Author(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"


class Status(StrEnum):
    """How far a message has come; receipts only ever move it forward."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    SEEN = "seen"
    FAILED = "failed"


class Progress(StrEnum):
    """How far one part of a message has come with its messenger, in the order of certainty.

    Reports come in any order, several times: the furthest one counts. A customer's phone that has
    a message outweighs a report that it failed.
    """

    WAITING = "waiting"
    SENDING = "sending"
    DEAD = "dead"  # never taken by the messenger, or we gave up
    SENT = "sent"
    FAILED = "failed"  # taken, and reported as failed later
    DELIVERED = "delivered"
    READ = "read"


class Reason(StrEnum):
    """Why a conversation was handed to a person."""

    ASKED_FOR_PERSON = "asked_for_person"
    NOT_UNDERSTOOD = "not_understood"
    COMPLAINT = "complaint"
    FRUSTRATED = "frustrated"
    MEDIA = "media"
    CASE = "case"  # a job only a person may decide
    JOB_FAILED = "job_failed"
    PROOF_FAILED = "proof_failed"
    ASSISTANT_DOWN = "assistant_down"
    UNANSWERED = "unanswered"
    LOOP = "loop"  # perhaps two programs answering each other


class Outcome(StrEnum):
    """What became of a customer's message in its turn; of several wishes the last one here."""

    ANSWERED = "answered"
    KNOWLEDGE = "knowledge"
    ASKED_BACK = "asked_back"
    NOT_UNDERSTOOD = "not_understood"
    HANDED_OVER = "handed_over"
    LEFT_TO_PERSON = "left_to_person"


class Role(StrEnum):
    """What a member of staff may do."""

    AGENT = "agent"
    TRAINER = "trainer"
    ADMIN = "admin"
