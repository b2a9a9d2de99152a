"""The sentence encoder both processes share: unpacked, exported and checked once, then one file."""
