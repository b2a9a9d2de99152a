"""Log-ins: right ones, wrong ones, ended ones."""

from __future__ import annotations

import pytest

from bot.errors import BadInput, Conflict
from bot.services import Services
from bot.words import Role
from handoff import staff
from tests import talk
from tests.conftest import SetClock


async def log_in(here: Services, email: str, password: str) -> str | None:
    async with here.database.write() as session:
        return await staff.log_in(session, email, password, here.clock(), hours=12)


async def test_a_log_in_lasts_its_hours_and_ends_when_told(
    here: Services, clock: SetClock
) -> None:
    mai = await talk.agent(here)
    token = await log_in(here, mai.email.upper(), talk.PASSWORD)
    assert token is not None
    async with here.database.write() as session:
        found = await staff.of_token(session, token, here.clock())
        assert found is not None and found.id == mai.id
        await staff.log_out(session, token)
        assert await staff.of_token(session, token, here.clock()) is None
    other = await log_in(here, mai.email, talk.PASSWORD)
    assert other is not None
    clock.pass_(hours=13)
    async with here.database.read() as session:
        assert await staff.of_token(session, other, here.clock()) is None


async def test_wrong_pairs_are_refused(here: Services) -> None:
    mai = await talk.agent(here)
    assert await log_in(here, mai.email, "wrong") is None
    assert await log_in(here, "nobody@example.org", talk.PASSWORD) is None


async def test_a_new_password_ends_the_old_log_ins(here: Services) -> None:
    mai = await talk.agent(here)
    token = await log_in(here, mai.email, talk.PASSWORD)
    assert token is not None
    async with here.database.write() as session:
        person = await staff.by_email(session, mai.email)
        assert person is not None
        await staff.set_password(session, person, "quite another one")
        assert await staff.of_token(session, token, here.clock()) is None


async def test_what_is_refused(here: Services) -> None:
    mai = await talk.agent(here)
    async with here.database.write() as session:
        with pytest.raises(BadInput, match="10 characters"):
            await staff.add(session, "X", "x@example.org", "short", [Role.AGENT])
        with pytest.raises(Conflict, match="account already"):
            await staff.add(session, "X", mai.email, talk.PASSWORD, [Role.AGENT])


def test_roles() -> None:
    from bot.tables import Staff

    admin, agent = Staff(roles=["admin"]), Staff(roles=["agent"])
    assert staff.may(admin, Role.TRAINER)
    assert not staff.may(agent, Role.TRAINER)
