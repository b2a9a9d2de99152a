"""Articles as files of many formats: read what others wrote, write so that nothing is lost."""
