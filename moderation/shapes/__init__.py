"""What things look like in folded text (numbers, addresses, names), whatever a city's rules say about them."""
