"""Turns the packed weights into an ordinary sentence-transformers folder."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import AddedToken, Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC, Normalizer, Replace, Sequence
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from bot.encoder.packed import Packed, Pieces, Shape, read, weights_file

PROMPTS = {"query": "query: ", "passage": "passage: "}
MASK = "<mask>"

# names in e5.c → names in transformers' BertModel
EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
PART = {"w": "weight", "b": "bias"}


def unpack(target: Path) -> None:
    """Write the sentence-transformers folder `target`. Raises packed.WeightsMissing."""
    packed = read(weights_file())
    with TemporaryDirectory() as workshop:
        bert(packed).save_pretrained(workshop)
        fast_tokenizer(packed).save_pretrained(workshop)
        transformer = Transformer(workshop, max_seq_length=packed.shape.positions)
    modules = [transformer, Pooling(packed.shape.hidden, "mean"), Normalize()]
    model = SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu")
    model.save(str(target), create_model_card=False)


def bert(packed: Packed) -> BertModel:
    """The weights in transformers' own class; every one of its parameters must be there."""
    with torch.device("meta"):  # no time lost on random weights
        model = BertModel(_config(packed.shape, packed.pieces.pad))
    wanted = model.state_dict()
    weights = {
        name: torch.from_numpy(flat.reshape(wanted[name].shape))
        for name, flat in _renamed(packed.tensors).items()
    }
    # The class has a pooler that this model does not use: nought instead of a random one, so that
    # the same weights always give the same files.
    weights |= {n: torch.zeros(w.shape) for n, w in wanted.items() if n.startswith("pooler.")}
    model.load_state_dict(weights, strict=True, assign=True)
    model.train(False)
    return model


def _config(shape: Shape, pad: int) -> BertConfig:
    return BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=shape.epsilon,
        pad_token_id=pad,
    )


def _renamed(
    tensors: Mapping[str, npt.NDArray[np.float32]],
) -> dict[str, npt.NDArray[np.float32]]:
    return {_long_name(short): flat for short, flat in tensors.items()}


def _long_name(short: str) -> str:
    if short in EMBEDDINGS:
        return EMBEDDINGS[short]
    layer, module, part = short.split(".")
    return f"encoder.layer.{layer.removeprefix('l')}.{LAYER[module]}.{PART[part]}"


def fast_tokenizer(packed: Packed) -> PreTrainedTokenizerFast:
    """XLM-R's tokenizer from pieces and characters; <mask> is special, as in the original."""
    pieces = packed.pieces
    bos, eos, pad, unk = (pieces.texts[i] for i in (pieces.bos, pieces.eos, pieces.pad, pieces.unk))
    tokenizer = Tokenizer(_unigram(pieces))
    tokenizer.normalizer = normalizer(packed.characters)
    tokenizer.pre_tokenizer = Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, pieces.bos), (eos, pieces.eos)],
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        model_max_length=packed.shape.positions,
        bos_token=bos,
        cls_token=bos,
        eos_token=eos,
        sep_token=eos,
        pad_token=pad,
        unk_token=unk,
        mask_token=AddedToken(MASK, lstrip=True, special=True),
    )


def _unigram(pieces: Pieces) -> Unigram:
    return Unigram(list(zip(pieces.texts, pieces.scores, strict=True)), pieces.unk, False)


def normalizer(characters: Mapping[str, str]) -> Normalizer:
    """SentencePiece's nmt_nfkc: NFKC, but control characters vanish and more characters are spaces.

    The file lists single characters only. Writing the map as NFKC plus what differs from it also
    composes "e" + "◌̂" to "ê", which Vietnamese typed on a Mac needs.
    """
    differ = {c: to for c, to in characters.items() if to != unicodedata.normalize("NFKC", c)}
    unknown = {c: to for c, to in differ.items() if to not in ("", " ")}
    if unknown:
        raise ValueError(f"Characters the normaliser cannot express: {sorted(unknown)[:5]}")
    gone = "".join(c for c, to in differ.items() if to == "")
    spaces = "".join(c for c, to in differ.items() if to == " ")
    return Sequence(
        [
            Replace(Regex(_one_of(gone)), ""),
            Replace(Regex(_one_of(spaces)), " "),
            NFKC(),
            Replace(Regex(" {2,}"), " "),
        ]
    )


def _one_of(characters: str) -> str:
    return "[" + "".join(f"\\x{{{ord(c):X}}}" for c in characters) + "]"
