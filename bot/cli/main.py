"""Every command in one place; `lotse --help` is meant to be read."""

from __future__ import annotations

from typing import Annotated, Optional

import typer
from rich.table import Table

from bot.cli import channels, chatting, evaluate, golden, library, people, tuning
from bot.cli.shared import command, console
from bot.cli.start import ensure_model, prepare_all, run_all
from bot.settings import Settings

app = typer.Typer(
    name="lotse",
    help="Lotse, a customer-support assistant in German, Vietnamese and English with handoff to "
    "people.\n\nStart with [bold]lotse run[/bold], talk to it with [bold]lotse chat[/bold], and "
    "see what is wrong with [bold]lotse doctor[/bold].",
    rich_markup_mode="rich", no_args_is_help=True, pretty_exceptions_show_locals=False,
)
app.add_typer(evaluate.app, name="eval")
app.add_typer(library.app, name="knowledge")
app.add_typer(people.app, name="user")
app.add_typer(channels.app, name="channel")
app.command("golden")(golden.golden)
app.command("chat")(chatting.chat)


@app.command()
@command
async def run(
    port: Annotated[Optional[int], typer.Option(help="The public port.")] = None,  # noqa: UP045
    host: Annotated[Optional[str], typer.Option(help="Address to listen on.")] = None,  # noqa: UP045
    apps: Annotated[Optional[int], typer.Option(  # noqa: UP045
        help="App processes behind the port; above 1 with PostgreSQL and Redis.",
        min=1, max=32)] = None,
) -> None:
    """Start everything: prepare what is missing, then rasa and the app, until Ctrl-C.

    The encoder is unpacked, the database migrated, the demo shop loaded into an empty database,
    and the model trained when its inputs changed. A second start finds all that done.
    """
    settings = Settings()
    given = {"port": port, "host": host, "apps": apps}
    await run_all(settings.model_copy(update={k: v for k, v in given.items() if v is not None}))


@app.command()
@command
async def prepare() -> None:
    """Do everything `lotse run` does before it starts the processes."""
    await prepare_all(Settings())
    console.print("Everything is prepared.")


@app.command()
@command
async def train(
    fresh: Annotated[bool, typer.Option(help="Train even when nothing changed.")] = False,
    fine_tune: Annotated[bool, typer.Option(
        "--fine-tune", help="Instead, tune the sentence encoder on the examples, and measure.",
    )] = False,
    check: Annotated[bool, typer.Option(
        "--check", help="With --fine-tune: only measure, write nothing.")] = False,
    minutes: Annotated[float, typer.Option(help="With --fine-tune: for learning, at most.")] = 10,
) -> None:
    """Train the model from nlu/examples and what trainers added, and put it live at the next start.

    Nothing is trained when the inputs (their content, not their dates) are unchanged.
    --fine-tune writes another encoder into var/encoders when that understands held-out examples
    better; it is used only when LOTSE_ENCODER names it.
    """
    if fine_tune:
        await tuning.fine_tune_encoder(Settings(), minutes, check)
        return
    file = await ensure_model(Settings(), fresh)
    console.print(f"Live at the next start: {file.name}")


@app.command()
@command
async def doctor() -> None:
    """Look at everything that can be wrong, and say what to do about it."""
    from bot.cli.doctor import examine

    table = Table("part", "state", "what to do", title="Lotse's health")
    healthy = True
    for finding in await examine(Settings()):
        healthy &= finding.well
        mark = "[green]well[/]" if finding.well else "[red]not well[/]"
        table.add_row(finding.part, f"{mark}: {finding.state}", finding.remedy)
    console.print(table)
    if not healthy:
        raise typer.Exit(1)


def main() -> None:
    """The entry point of the `lotse` script."""
    app()


