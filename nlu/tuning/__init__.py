"""Fine-tuning the sentence encoder on the shop's examples: an option, measured before use."""
