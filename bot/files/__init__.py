"""Files of customers and agents: fetched, checked, scanned, stored, shown, forgotten."""
