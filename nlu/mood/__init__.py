"""How frustrated a customer is: labelled messages in three languages, and a scorer of texts."""
