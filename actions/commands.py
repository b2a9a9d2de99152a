"""Everything a dialogue can ask of the app, by name; Rasa's domain speaks of these as {do: …}."""

from __future__ import annotations

from actions import asking, doing, talking
from bot.replies import Command
from knowledge.search import Library


def commands(library: Library) -> dict[str, Command]:
    """The registry a turn looks commands up in."""
    with_library = talking.Talking(library)
    return {
        "ask": Command(asking.ask),
        "explain_hours": Command(asking.explain_hours),
        "finish_job": Command(doing.finish_job),
        "search": Command(with_library.search, prepare=with_library.find),
        "out_of_scope": Command(with_library.out_of_scope, prepare=with_library.find),
        "show_article": Command(with_library.show_article),
        "ask_back": Command(talking.ask_back),
        "hand_over": Command(talking.hand_over),
        "calm_down": Command(talking.calm_down),
        "ask_rating": Command(talking.ask_rating),
        "change_language": Command(talking.change_language),
        "repeat": Command(talking.repeat),
        "go_without": Command(talking.go_without),
        "wait": Command(talking.wait),
    }
