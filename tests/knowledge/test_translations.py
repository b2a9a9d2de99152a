"""Whatever happens to an article's languages, nobody is called behind who was looked at since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.words import Language
from knowledge.translations import Version, behind, missing, source
from tests.conftest import NOON

STEPS = st.lists(st.tuples(
    st.sampled_from(["write", "confirm", "archive", "publish", "lead"]),
    st.sampled_from(list(Language))), max_size=12)  # fmt: skip


@given(STEPS)
def test_any_history_keeps_the_rules(steps: list[tuple[str, Language]]) -> None:
    versions: dict[Language, Version] = {}
    looked: dict[Language, int] = {}
    written: dict[Language, int] = {}
    for hour, (step, language) in enumerate(steps):
        at = NOON + timedelta(hours=hour)
        if step == "write":
            known = versions.get(language, Version(language, "published"))
            versions[language] = replace(known, content_at=at)
            looked[language] = written[language] = hour
        elif language in versions:
            match step:
                case "confirm":
                    versions[language] = replace(versions[language], confirmed_at=at)
                    looked[language] = hour
                case "lead":
                    versions = {code: replace(v, original=code is language)
                                for code, v in versions.items()}
                case "archive" | "publish":
                    status = "archived" if step == "archive" else "published"
                    versions[language] = replace(versions[language], status=status)
    living = {code for code, v in versions.items() if v.status != "archived"}
    followed = source(versions.values())
    assert (followed is None) == (not living)
    late = behind(list(versions.values()))
    assert late == {code for code in living if followed and code is not followed.language
                    and looked[code] < written[followed.language]}
    assert missing(versions.values()) == (set(Language) - living if living else set())


def test_the_language_an_editor_named_leads_else_the_first_of_ours() -> None:
    both = [Version(Language.EN, "draft"), Version(Language.VI, "draft")]
    assert source(both) == both[1]
    assert source([replace(both[0], original=True), both[1]]).language is Language.EN
