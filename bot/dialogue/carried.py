"""Dialogue state that travels with each message: Rasa itself keeps nothing between turns.

The app stores the state beside the conversation and sends it along, so a turn costs the same
after a thousand messages as after one, a restarted Rasa continues where it was, any Rasa
process can take any turn, and erasing a conversation leaves nothing behind here.

Runs inside Rasa's environment and imports nothing of the app.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

CARRIED: ContextVar[dict[str, Any] | None] = ContextVar("carried", default=None)


class CarriedTrackerStore(TrackerStore):
    """Builds the tracker of a turn from what the input channel was given."""

    def __init__(
        self, domain: Domain | None, event_broker: EventBroker | None = None, **kwargs: Any
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker as the app remembers it: its slots, its form, and a listening assistant."""
        state = CARRIED.get()
        if state is None:
            return None
        tracker = self.init_tracker(sender_id)
        tracker.update_with_events(list(self._events(state)), self.domain)
        return tracker

    def _events(self, state: dict[str, Any]) -> Iterable[Event]:
        # A model trained since may have dropped a slot or a form: what it lacks is left out.
        known = {slot.name for slot in self.domain.slots}
        yield ActionExecuted(ACTION_LISTEN_NAME)
        for name, value in state.get("slots", {}).items():
            if name in known:
                yield SlotSet(name, value)
        loop = state.get("loop")
        if loop in self.domain.form_names:
            # The form has run and is listening: this is what Rasa expects to find.
            yield ActionExecuted(loop)
            yield ActiveLoop(loop)
            yield ActionExecuted(ACTION_LISTEN_NAME)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Put what the next turn needs into the carried state; nothing is stored here."""
        state = CARRIED.get()
        if state is None:
            return
        state["slots"] = {
            name: slot.value
            for name, slot in tracker.slots.items()
            if slot.value != slot.initial_value and name != "session_started_metadata"
        }
        state["loop"] = tracker.active_loop_name
        state["heard"] = heard(tracker)

    async def keys(self) -> Iterable[str]:
        """No conversation outlives its turn."""
        return []


def heard(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What was understood of the latest message, as the pipeline put it out."""
    event = next((e for e in reversed(tracker.events) if isinstance(e, UserUttered)), None)
    if event is None or event.parse_data is None:
        return {}
    data: dict[str, Any] = dict(event.parse_data)
    return {
        "intent": data.get("intent", {}),
        "ranking": data.get("intent_ranking", [])[:5],
        "entities": data.get("entities", []),
        "lotse": data.get("lotse", {}),
        "frustration": data.get("frustration"),
    }
