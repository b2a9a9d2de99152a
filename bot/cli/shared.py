"""What the commands share: a console, and failures shown as one sentence."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import OperationalError, ProgrammingError

from bot.encoder.export import EncoderUnfit
from bot.encoder.files import EncoderDamaged
from bot.errors import LotseError

P = ParamSpec("P")
T = TypeVar("T")
console = Console()
errors = Console(stderr=True)


def command(function: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run an async command; an expected failure is one sentence and an exit code."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            asyncio.run(function(*args, **kwargs))
        except LotseError as error:
            fail(error)
        except (EncoderDamaged, EncoderUnfit) as error:
            errors.print(f"{error} Run `lotse prepare` to make the encoder again.", style="red",
                         markup=False, highlight=False)
            raise typer.Exit(3) from error
        except (OperationalError, ProgrammingError) as error:  # not there, or of another version
            errors.print(f"The database cannot be used ({error.orig}). Run `lotse prepare` to "
                         "make it, or check LOTSE_VAR and DATABASE_URL.", style="red",
                         markup=False, highlight=False, soft_wrap=True)
            raise typer.Exit(3) from error
        except OSError as error:
            if error.errno != 28:  # ENOSPC
                raise
            errors.print("[red]The disk is full; free some space and start again.[/red]")
            raise typer.Exit(3) from error

    return run


def fail(error: LotseError) -> None:
    """Print the sentence and leave with the failure's exit code."""
    errors.print(error.sentence, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(error.exit_code)


def progress() -> Progress:
    """A bar for anything that takes longer than two seconds."""
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=30),
        TextColumn("{task.fields[sentence]}"), TimeElapsedColumn(), console=console,
    )
