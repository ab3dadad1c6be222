"""The city's answers: drafting, approval, publication."""
