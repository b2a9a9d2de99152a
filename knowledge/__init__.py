"""Articles in three languages: kept true, cut into passages, found by meaning and by words."""
