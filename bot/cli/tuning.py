"""`lotse train --fine-tune`: a bar while it learns, the figures, and what to do with them."""

from __future__ import annotations

import asyncio
import logging
import os

from bot.cli.shared import console, progress
from bot.database import Database
from bot.settings import Settings
from nlu import models
from nlu.inputs import own_examples
from nlu.tuning.command import advice, fine_tune, table


async def fine_tune_encoder(settings: Settings, minutes: float, check: bool) -> None:
    """Tune on our own and the trainers' examples; nothing that is live is touched."""
    os.environ.setdefault("TQDM_DISABLE", "1")  # the libraries' own bars would break ours
    logging.disable(logging.WARNING)  # this process does nothing else
    database = Database(settings.database)
    try:
        async with database.read() as session:
            _, added = await models.added_examples(session)
    finally:
        await database.close()
    with progress() as bar:
        task = bar.add_task("Fine-tuning", total=1.0, sentence="unpacking the encoder")
        found = await asyncio.to_thread(
            fine_tune, settings, [*own_examples(), *added], minutes, check,
            lambda sentence, share: bar.update(task, completed=share, sentence=sentence))
        bar.update(task, completed=1.0, sentence="done")
    console.print(table(found))
    console.print(advice(found, check), highlight=False, soft_wrap=True)
