"""A small network over tokens: one hidden layer on the encoder's states, a table for letters.

Keras trains it (TensorFlow is there with Rasa); serving multiplies its arrays in numpy, since a
message has few tokens and a call into TensorFlow costs more than the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import erf, log_softmax

from nlu.components.tagging import FEATURES, SIZE, Floats, Ints, Labels, Span, around

HIDDEN = 256
EPOCHS = 6
BATCH = 512
RATE = 2e-3
FORGET = 0.3  # of the letters and of the hidden layer: what is left out while learning
FOLLOWS = 0.3  # weight of what the label before says, beside the scores
FEW = 4_000  # tokens; with fewer the epochs are more


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the network reads of a sentence's tokens."""

    states: npt.NDArray[np.float16]  # (tokens, dims)
    vector: npt.NDArray[np.float16]  # of the whole, (dims,)
    letters: Ints  # (tokens, FEATURES)

    def dense(self) -> npt.NDArray[np.float16]:
        """Each token with its neighbours and the whole, (tokens, 4 * dims)."""
        whole = np.broadcast_to(self.vector, self.states.shape)
        return np.hstack([around(self.states), whole])


@dataclass
class Network:
    """The trained arrays."""

    labels: Labels
    mean: Floats
    scale: Floats
    into: Floats  # (4 * dims, HIDDEN)
    into_bias: Floats
    out: Floats  # (HIDDEN, labels)
    out_bias: Floats
    table: npt.NDArray[np.float16]  # (SIZE, labels)
    follows: Floats  # how much labels like to follow each other, weighed, (labels + 1, labels)

    def scores(self, sentence: Sentence) -> Floats:
        """Log probabilities, (tokens, labels)."""
        dense = (sentence.dense().astype(np.float32) - self.mean) * self.scale
        hidden = gelu(dense @ self.into + self.into_bias)
        letters = self.table[sentence.letters].astype(np.float32).sum(axis=1)
        found: Floats = log_softmax(hidden @ self.out + self.out_bias + letters, axis=1)
        return found

    def entities(
        self, tokens: Sequence[Span], sentence: Sentence
    ) -> list[tuple[int, int, str, float]]:
        """Spans with their names, and how sure the least sure of their tokens is."""
        scores = self.scores(sentence)
        tags = self.labels.best(scores, self.follows)
        sure = np.exp(scores[np.arange(len(tags)), tags])
        return [(start, end, name, float(min(
                    s for s, (first, _) in zip(sure, tokens, strict=True) if start <= first < end)))
                for start, end, name in self.labels.entities(tokens, tags)]


def gelu(values: Floats) -> Floats:
    """Gaussian error linear unit (Hendrycks & Gimpel 2016), exact."""
    found: Floats = (0.5 * values * (1 + erf(values / np.sqrt(2)))).astype(np.float32)
    return found


def fit(sentences: Sequence[Sentence], tags: Sequence[Sequence[int]], labels: Labels) -> Network:
    """Learn the labels of every token; the same for the same examples."""
    import tensorflow as tf  # here, since serving needs none of it

    tf.keras.utils.set_random_seed(0)
    dense = np.concatenate([s.dense() for s in sentences])
    letters = np.concatenate([s.letters for s in sentences])
    truth = np.array([tag for of_sentence in tags for tag in of_sentence], np.int32)
    mean, deviation = _moments(dense)
    states = tf.keras.Input((dense.shape[1],))
    places = tf.keras.Input((FEATURES,), dtype="int32")
    scaled = (states - mean) / deviation
    hidden = tf.keras.layers.Dense(HIDDEN, activation="gelu", name="into")(scaled)
    hidden = tf.keras.layers.Dropout(FORGET)(hidden)
    rows = tf.keras.layers.Embedding(SIZE, len(labels.names), embeddings_initializer="zeros",
                                     name="table")(places)
    rows = tf.keras.layers.Dropout(FORGET, noise_shape=(None, FEATURES, 1))(rows)
    scores = tf.keras.layers.Dense(len(labels.names), name="out")(hidden)
    model = tf.keras.Model([states, places], scores + tf.reduce_sum(rows, axis=1))
    epochs = EPOCHS if len(truth) > FEW else 4 * EPOCHS
    steps = epochs * -(-len(truth) // BATCH)
    rate = tf.keras.optimizers.schedules.CosineDecay(RATE, steps)
    model.compile(tf.keras.optimizers.Adam(rate),
                  tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    order = np.random.default_rng(0).permutation(len(truth))
    for _ in range(epochs):
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            model.train_on_batch([dense[some].astype(np.float32), letters[some]], truth[some])
    into, out = model.get_layer("into").get_weights(), model.get_layer("out").get_weights()
    (table,) = model.get_layer("table").get_weights()
    return Network(labels, mean, 1 / deviation, *into, *out, table.astype(np.float16),
                   FOLLOWS * labels.follows(tags))


def _moments(dense: npt.NDArray[np.float16]) -> tuple[Floats, Floats]:
    sample = dense[:: max(1, len(dense) // 20_000)].astype(np.float32)
    return sample.mean(axis=0), sample.std(axis=0) + 1e-3
