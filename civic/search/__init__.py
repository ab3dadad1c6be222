"""One page over everything a visitor may find."""
