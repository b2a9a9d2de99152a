"""Every conversation has one owner, and only the steps of the table move it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ownership import MOVES, MoveRefused, Step, owner_after
from bot.words import Owner


@pytest.mark.parametrize(("owner", "step", "after"), [
    (Owner.ASSISTANT, Step.HANDED_OFF, Owner.QUEUE),
    (Owner.QUEUE, Step.CLAIMED, Owner.AGENT),
    (Owner.AGENT, Step.RELEASED, Owner.QUEUE),
    (Owner.AGENT, Step.RETURNED, Owner.ASSISTANT),
    (Owner.CLOSED, Step.REOPENED, Owner.ASSISTANT),
])
def test_the_road_of_a_conversation(owner: Owner, step: Step, after: Owner) -> None:
    assert owner_after(owner, step) is after


@given(st.sampled_from(Owner), st.sampled_from(Step))
def test_a_step_leads_somewhere_or_is_refused_with_a_sentence(owner: Owner, step: Step) -> None:
    if (owner, step) in MOVES:
        assert owner_after(owner, step) in Owner
    else:
        with pytest.raises(MoveRefused) as refused:
            owner_after(owner, step)
        assert refused.value.sentence.endswith(".")


def test_the_assistant_cannot_take_a_conversation_from_an_agent() -> None:
    with pytest.raises(MoveRefused, match="already taken"):
        owner_after(Owner.AGENT, Step.HANDED_OFF)


def test_every_owner_can_come_to_rest_and_wake() -> None:
    reachable = {Owner.CLOSED}
    for _ in Owner:
        reachable |= {after for (before, _), after in MOVES.items() if before in reachable}
    assert reachable == set(Owner)
