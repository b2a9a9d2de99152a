"""What every door needs at hand: settings, database, live events, Rasa, the clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from bot.channels.attending import Courtesy
from bot.channels.intake import Intake
from bot.channels.known import KnownAccounts
from bot.clock import Clock
from bot.database import Database
from bot.events import Hub
from bot.feedback import Feedback
from bot.files.keeping import Files
from bot.rasa import Rasa
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """Made once in bot.app; tests make their own."""

    settings: Settings
    database: Database
    hub: Hub
    rasa: Rasa
    clock: Clock
    feedback: Feedback
    accounts: KnownAccounts = field(default_factory=KnownAccounts)
    files: Files = field(init=False)
    intake: Intake = field(init=False)
    courtesy: Courtesy = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", Files.of(self.settings))  # the rest of us is frozen
        object.__setattr__(self, "intake", Intake(self.database, self.feedback.taken_back))
        object.__setattr__(self, "courtesy", Courtesy(self.database, self.settings.key))


def services(connection: HTTPConnection) -> Services:
    """The services of the app a request or socket belongs to."""
    found: Services = connection.app.state.services
    return found


Here = Annotated[Services, Depends(services)]
