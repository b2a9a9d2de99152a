"""The command line: `lotse`."""

from bot.cli.main import app

__all__ = ["app"]
