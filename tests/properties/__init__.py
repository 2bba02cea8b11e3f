"""What holds for every value, not only for the examples: round trips, equivalences, names, plans."""
