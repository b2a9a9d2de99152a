"""The words of each language, as tables: tag → phrase → meaning."""
