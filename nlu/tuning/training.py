"""Moves the upper layers of the encoder so that sentences of one intent come closer.

The lower layers stay as they are, so what they say of a sentence is computed once: a step then
costs a third of a step through the whole model, and two cores are enough.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from torch.nn.functional import normalize
from torch.nn.utils import clip_grad_norm_
from torch.nn.utils.rnn import pad_sequence

from bot.encoder.runtime import Vectors, clean
from bot.encoder.unpack import unpack
from nlu.tuning.pairs import Pair

UPPER = 4  # layers that learn
STEPS = 150  # of 128 sentences
RATE = 5e-5
WARM = 0.1  # share of a run in which the rate grows
SCALE = 20.0  # of cosines, the loss's own default
BATCH = 64

Tell = Callable[[str, float], None]  # sentence, share done


class Tunable:
    """The built-in encoder, cut below the layers that learn. Raises packed.WeightsMissing."""

    def __init__(self, workshop: Path) -> None:
        unpack(workshop / "float")
        self.model = SentenceTransformer(str(workshop / "float"), device="cpu")
        self.model.requires_grad_(False)
        bert: Any = self.model[0].auto_model
        self._bert, layers = bert, bert.encoder.layer
        self.upper: torch.nn.ModuleList = layers[-UPPER:].requires_grad_(True)
        self._below, self._all = layers[:-UPPER], layers
        self._first = {name: weight.clone() for name, weight in self.upper.state_dict().items()}
        self._loss = MultipleNegativesRankingLoss(self.model, scale=SCALE)

    def below(self, texts: Sequence[str], tell: Tell) -> dict[str, torch.Tensor]:
        """Each text's states (tokens, dims) under the layers that learn, in half precision."""
        found: dict[str, torch.Tensor] = {}
        ordered = sorted(set(texts), key=len)
        self._bert.encoder.layer = self._below
        try:
            for start in range(0, len(ordered), BATCH):
                tell("reading the examples", start / len(ordered))
                found |= self._states(ordered[start : start + BATCH])
        finally:
            self._bert.encoder.layer = self._all
        return found

    def _states(self, texts: Sequence[str]) -> dict[str, torch.Tensor]:
        prefix = str(self.model.prompts["query"])
        given = self.model.preprocess([prefix + clean(text) for text in texts])
        ids, mask = given["input_ids"], given["attention_mask"]
        with torch.inference_mode():
            states = self._bert(input_ids=ids, attention_mask=mask).last_hidden_state.half()
        return {text: own[: int(held.sum())].clone()
                for text, own, held in zip(texts, states, mask, strict=True)}

    def above(self, states: Sequence[torch.Tensor]) -> torch.Tensor:
        """Sentence vectors of length one, (n, dims), from what `below` said."""
        found = pad_sequence([own.float() for own in states], batch_first=True)
        mask = pad_sequence([torch.ones(len(own)) for own in states], batch_first=True)
        hidden = (1 - mask)[:, None, None, :] * torch.finfo(torch.float32).min
        for layer in self.upper:
            found = layer(found, hidden)
        means = (found * mask[..., None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)
        return normalize(means, dim=-1)

    def vectors(self, states: Sequence[torch.Tensor]) -> Vectors:
        """As `above`, any number of texts, for reading only."""
        order = sorted(range(len(states)), key=lambda row: len(states[row]))
        found = np.empty((len(states), states[0].shape[1]), np.float32)
        with torch.inference_mode():
            for start in range(0, len(order), BATCH):
                rows = order[start : start + BATCH]
                found[rows] = self.above([states[row] for row in rows]).numpy()
        return found

    def forget(self) -> None:
        """Back to the weights it came with."""
        self.upper.load_state_dict(self._first)

    def tune(
        self, batches: Iterator[list[Pair]], states: dict[str, torch.Tensor], seconds: float,
        tell: Tell, steps: int = STEPS,
    ) -> int:
        """Learn for at most so many steps and seconds; the number of steps that were made.

        Ranking with in-batch negatives (Henderson et al. 2017). The rate falls with the steps or
        the time used, whichever is further, so that a run cut short ends gently too.
        """
        torch.manual_seed(0)  # of the layers' dropout
        optimiser = torch.optim.AdamW(self.upper.parameters(), lr=RATE)
        started, step = time.monotonic(), 0
        self.model.train()
        while (done := max(step / steps, (time.monotonic() - started) / seconds)) < 1:
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(0.05 + done / WARM, 1.0, (1 - done) / (1 - WARM))
            loss = self._step(next(batches), states, optimiser)
            step += 1
            tell(f"step {step}, loss {loss:.2f}", done)
        self.model.eval()
        return step

    def _step(
        self, batch: Sequence[Pair], states: dict[str, torch.Tensor],
        optimiser: torch.optim.Optimizer,
    ) -> float:
        sides = [self.above([states[example.text] for example in side])
                 for side in zip(*batch, strict=True)]
        loss = self._loss.compute_loss_from_embeddings(sides, torch.empty(0))
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        clip_grad_norm_(self.upper.parameters(), 1.0)
        optimiser.step()
        return float(loss.item())
