"""`lotse channel` as a shop types it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.settings import Settings
from tests.stores import furnished

ADDRESS = "https://a-rather-long-name.of-a-shop.example/webhooks/telegram/haupt-konto"


@pytest.fixture
def lotse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("LOTSE_VAR", str(tmp_path))
    monkeypatch.setenv("LOTSE_PUBLIC_URL", "https://a-rather-long-name.of-a-shop.example")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    asyncio.run(furnished(Settings(_env_file=None).database))
    return CliRunner()


def says(lotse: CliRunner, *words: str, typed: str = "") -> str:
    answer = lotse.invoke(app, ["channel", *words], input=typed)
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_the_address_is_whole_and_secrets_are_asked_for_once(lotse: CliRunner) -> None:
    telegram = ("add", "telegram", "--name", "haupt-konto")
    assert ADDRESS in says(lotse, *telegram, typed="123:ABC\nsecret-1\n")
    shown = says(lotse, "list")
    assert ADDRESS in shown.splitlines()[1]
    assert "123:ABC" not in shown
    assert "Bot token" not in says(lotse, *telegram, "--language", "vi")
    says(lotse, *telegram)
    assert "telegram haupt-konto (vi)" in says(lotse, "list")


def test_a_mailbox_has_no_address_to_be_called_at(lotse: CliRunner) -> None:
    answers = "\n".join(("mail.example", "hilfe@shop.example", "Shop", "hilfe", "geheim", "x"))
    added = says(lotse, "add", "mail", "--set", "imap_host=mail.example", typed=answers)
    assert "Saved." in added and "None" not in added
    assert "None" not in says(lotse, "list")
