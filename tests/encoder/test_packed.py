"""The packed weights are read as e5.c reads them."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from bot.encoder.packed import BLOCK, MAGIC, WeightsMissing, read, weights_file

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁ô"]


def packed(block: int = BLOCK) -> bytes:
    """A file with five pieces, two characters, one float tensor and one of a single block."""
    blob = "".join(PIECES).encode()
    starts = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    head = MAGIC + struct.pack("<I7ifi", 1, 32, 1, 1, 64, 7, 512, 2, 1e-12, block)
    vocabulary = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    vocabulary += starts.astype("<u4").tobytes() + np.zeros(5, "<f4").tobytes() + blob
    characters = struct.pack("<IBI", 0xA0, 1, 0x20) + struct.pack("<IB", 1, 0)
    normalisation = struct.pack("<iI", 2, len(characters)) + characters
    nibbles = bytes(low | (15 - low) << 4 for low in range(16))
    data = np.array([1.5, -2.0], "<f4").tobytes(), np.float16(0.5).tobytes() + nibbles
    tensors = [("emb.ln.w", 0, 2, data[0]), ("l0.q.w", 1, BLOCK, data[1])]
    size = sum(2 + len(name) + 21 for name, *_ in tensors) + 4
    place = len(head + vocabulary + normalisation) + size
    directory = struct.pack("<i", len(tensors))
    for name, kind, count, content in tensors:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, place, len(content))
        place += len(content)
    return head + vocabulary + normalisation + directory + b"".join(data)


def test_everything_is_read(tmp_path: Path) -> None:
    (tmp_path / "w.bin").write_bytes(packed())
    found = read(tmp_path / "w.bin")
    assert (found.shape.hidden, found.shape.vocabulary, found.shape.positions) == (32, 7, 512)
    assert found.pieces.texts == PIECES
    assert found.characters == {"\xa0": " ", "\x01": ""}
    np.testing.assert_array_equal(found.tensors["emb.ln.w"], [1.5, -2.0])


def test_low_nibbles_come_first(tmp_path: Path) -> None:
    (tmp_path / "w.bin").write_bytes(packed())
    low = (np.arange(16) - 8) * 0.5
    expected = np.concatenate([low, (7 - np.arange(16)) * 0.5])
    np.testing.assert_array_equal(read(tmp_path / "w.bin").tensors["l0.q.w"], expected)


@pytest.mark.parametrize("content", [
    b"", b"E5S2" + packed()[4:], packed()[:100], packed()[:-3], packed(block=64)])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w.bin").write_bytes(content)
    with pytest.raises(WeightsMissing, match=r"w\.bin"):
        read(tmp_path / "w.bin")


def test_the_package_is_there() -> None:
    assert weights_file().stat().st_size > 50_000_000
