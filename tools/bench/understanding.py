"""`make bench-understanding`: the whole table of understanding, from the commands that ship.

    python -m tools.bench.understanding [DATA] [SECTION …]

DATA is the folder of the open benchmark data (default ../shared/data). All of it takes about half
an hour on two cores; single sections can be measured again.
"""

from __future__ import annotations

import asyncio
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.encoder.cache import VectorCache
from bot.encoder.runtime import Encoder
from bot.settings import ROOT, Settings
from bot.words import Language
from nlu.evaluation.rows import few, read
from nlu.evaluation.trial import trial
from nlu.inputs import Example
from nlu.language import evaluation as language
from nlu.mood import evaluation as mood
from nlu.training import train
from nlu.values import evaluation as values
from tools.bench.figures import Figure, Section, run

SHOTS = (0, 1, 2)  # seeds of the few-shot samples; the figure is their mean
STOCK = ROOT / "tools/bench/stock-pipeline.yml"
LANGUAGES = tuple(str(language) for language in Language)


def sections(data: Path) -> dict[str, Section]:
    """Every part of the table, the quick ones first."""
    return {
        "language": partial(languages, data), "values": partial(values_, data), "mood": moods,
        "training": training, "parse": partial(parse, data), "few": partial(few_shot, data),
        "banking": partial(banking, data), "hwu": partial(hwu, data),
        "clinc": partial(clinc, data), "zero": partial(zero_shot, data),
        "massive": partial(massive, data),
    }


def languages(data: Path) -> list[Figure]:
    """Language identification: each language of each kind, MASSIVE, and the time."""
    rows = language.read(data / "language-id.jsonl")
    wanted = {"sentences": (.99, .999), "word-pairs": (.95, .98), "single-words": (.85, .92)}
    found = []
    for kind, (floor, target) in wanted.items():
        accuracy = language.measure([r for r in rows if r.kind == kind], False)["per_language"]
        found += [Figure(f"language_{kind}_{code}", accuracy[code]["accuracy"], floor, target)
                  for code in LANGUAGES]
    for code in LANGUAGES:
        tests = language.read(data / f"massive.{code}.jsonl")
        told = language.measure(tests, False)["per_language"][code]["accuracy"]
        found.append(Figure(f"language_massive_{code}", told, .985, .995))
    plain = language.measure(language.read(data / "massive.vi.jsonl"), True)
    found.append(Figure("language_massive_vi_plain", plain["per_language"]["vi"]["accuracy"],
                        .90, .97))
    return [*found, Figure("language_ms", plain["ms_per_message"], 2, .5, "lower", "ms")]


def values_(data: Path) -> list[Figure]:
    """Times and amounts, beside dateparser: to be beaten, so its figure is the floor."""
    found = values.measure(values.rows_of(data / "duckling-values.jsonl"))
    peer = found["dateparser"]["per_dim"]["Time"]
    return [
        *(Figure(f"time_{code}", found["per_dim"]["Time"][code]["accuracy"],
                 peer[code]["accuracy"], .75) for code in LANGUAGES),
        *(Figure(f"amount_{code}", found["per_dim"]["AmountOfMoney"][code]["accuracy"], .5, .85)
          for code in ("vi", "en")),
    ]


def moods() -> list[Figure]:
    """Frustration on held-out messages of our own."""
    settings = Settings()
    memory = VectorCache(settings.var / "cache/vectors.db",
                         Encoder.open(settings.encoder_folder, threads=2))
    return [Figure("frustration_precision", mood.measure(memory)["precision"], .85, .85)]


def training() -> list[Figure]:
    """The shop's own examples: from nothing, and again after one more example."""
    with TemporaryDirectory(prefix="bench-") as name:
        settings = Settings().model_copy(update={
            "var": Path(name), "encoder": Settings().encoder_folder})
        cold = _seconds(settings, [])
        warm = _seconds(settings, [Example("wo ist denn nun mein päckchen", "de", "order_status")])
    return [Figure("train_cold_s", cold, 120, 60, "lower", "s"),
            Figure("train_warm_s", warm, 45, 15, "lower", "s")]


def _seconds(settings: Settings, added: list[Example]) -> float:
    started = time.perf_counter()
    asyncio.run(train(settings, added, lambda *_: None))
    return round(time.perf_counter() - started, 1)


def parse(data: Path) -> list[Figure]:
    """One message in the Rasa process, beside Rasa's stock pipeline trained on the same."""
    files = [data / "massive.en.jsonl"]
    examples = few(read(files, "split", "train"), 8, 0)
    asked = read(files, "split", "test")[:500]
    ours, stock = (_trial(pipeline, examples, asked) for pipeline in (ROOT / "config.yml", STOCK))
    return [Figure("parse_p50_ms", ours["parse_ms_p50"], 30, 10, "lower", "ms"),
            Figure("parse_p50_beside_stock", round(ours["parse_ms_p50"] / stock["parse_ms_p50"], 2),
                   2, 1, "lower", "×"),
            Figure("intents_beside_stock",
                   round(ours["intent_accuracy"] - stock["intent_accuracy"], 3), 0, .1)]


def few_shot(data: Path) -> list[Figure]:
    """MASSIVE, eight examples an intent, each language alone."""
    wanted = {"de": (.63, .70), "vi": (.63, .70), "en": (.69, .73)}
    found = []
    for code, (floor, target) in wanted.items():
        files = [data / f"massive.{code}.jsonl"]
        train_rows, asked = read(files, "split", "train"), read(files, "split", "test")
        told = [_trial(ROOT / "config.yml", few(_bare(train_rows), 8, seed), asked)
                for seed in SHOTS]
        mean = sum(t["intent_accuracy"] for t in told) / len(told)
        found.append(Figure(f"massive_8shot_{code}", round(mean, 4), floor, target))
    return found


def banking(data: Path) -> list[Figure]:
    """BANKING77, all examples and ten a class."""
    files = [data / "banking77.jsonl"]
    examples, asked = read(files, "split", "train"), read(files, "split", "test")
    full = _trial(ROOT / "config.yml", examples, asked)
    told = [_trial(ROOT / "config.yml", few(examples, 10, seed), asked) for seed in SHOTS]
    mean = sum(t["intent_accuracy"] for t in told) / len(told)
    return [Figure("banking77_full", full["intent_accuracy"], .93, .945),
            Figure("banking77_10shot", round(mean, 4), .82, .88)]


def hwu(data: Path) -> list[Figure]:
    """HWU64, all examples and its own ten-shot split."""
    files = [data / "hwu64.jsonl"]
    asked = read(files, "split", "test")
    full, ten = (_trial(ROOT / "config.yml", read(files, "split", split), asked)
                 for split in ("train", "train-10shot"))
    return [Figure("hwu64_full", full["intent_accuracy"], .91, .93),
            Figure("hwu64_10shot", ten["intent_accuracy"], .82, .87)]


def clinc(data: Path) -> list[Figure]:
    """CLINC150 with its out-of-scope training rows, at the shipped threshold."""
    files = [data / "clinc150.jsonl"]
    told = _trial(ROOT / "config.yml", read(files, "split", "train"), read(files, "split", "test"))
    return [Figure("clinc_in_scope", told["in_scope_accuracy"], .94, .955),
            Figure("clinc_oos_recall", told["oos_recall"], .75, .90),
            Figure("clinc_auroc", told["oos_auroc"], .97, .985)]


def zero_shot(data: Path) -> list[Figure]:
    """MASSIVE: learned from English, asked in German and Vietnamese."""
    asked = read([data / f"massive.{code}.jsonl" for code in ("de", "vi")], "split", "test")
    english = read([data / "massive.en.jsonl"], "split", "train")
    told = _trial(ROOT / "config.yml", _bare(english), asked)["per_language"]
    return [Figure("massive_en_to_de", told["de"]["intent_accuracy"], .70, .76),
            Figure("massive_en_to_vi", told["vi"]["intent_accuracy"], .66, .74)]


def massive(data: Path) -> list[Figure]:
    """MASSIVE, the three languages together: intents and entities."""
    files = [data / f"massive.{code}.jsonl" for code in LANGUAGES]
    told = _trial(ROOT / "config.yml", read(files, "split", "train"), read(files, "split", "test"))
    wanted = {"de": (.85, .88), "vi": (.87, .88), "en": (.88, .90)}
    of = told["per_language"]
    return [*(Figure(f"massive_joint_{code}", of[code]["intent_accuracy"], *wanted[code])
              for code in LANGUAGES),
            *(Figure(f"massive_entities_{code}", of[code]["entity_micro_f1"], .65, .75)
              for code in LANGUAGES)]


def _trial(pipeline: Path, examples: Any, asked: Any) -> dict[str, Any]:
    return trial(Settings(), pipeline, examples, asked, lambda *_: None)


def _bare(rows: Any) -> Any:
    """Without entities, where only intents are asked about: nothing is trained for nothing."""
    return [type(row)(row.text, row.language, row.intent, None) for row in rows]


def main() -> int:
    """The command of this file's first lines."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    if not data.is_dir():
        raise SystemExit(f"There is no folder {data}: name the benchmark data's (DATA=…).")
    return run("understanding", sections(data), sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
