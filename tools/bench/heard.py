"""What a trained model hears in each row of a file; runs in Rasa's environment.

    python -m tools.bench.heard MODEL.tar.gz ROWS.jsonl OUT.jsonl

ROWS and OUT as in nlu.components.training: {text, lang}, and Rasa's parse of each.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path

from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog

from nlu.components.training import parse


def main() -> None:
    """The command of this file's first lines."""
    configure_logging_and_warnings(logging.WARNING, None)
    configure_structlog(logging.WARNING)
    model, rows, out = map(Path, sys.argv[1:])
    asyncio.run(parse(model, rows, out))


if __name__ == "__main__":
    main()
