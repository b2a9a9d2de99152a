"""Values a customer writes: times, durations, amounts, numbers, ordinals, quantities.

`read` is the one door. A text becomes tokens (lexicon.py, one table of words a language in words/),
tables of rules join tokens into larger ones (engine.py; numbers.py, amounts.py, durations.py,
clock.py, dates.py, places.py, distances.py, ranges.py), and what is left over is resolved against
the clock (reader.py).
Only the standard library: the app and Rasa's own environment both import it.
"""

from nlu.values.reader import read
from nlu.values.value import Amount, Duration, Number, Time, Value

__all__ = ["Amount", "Duration", "Number", "Time", "Value", "read"]
