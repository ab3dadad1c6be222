"""What the worker does later for city."""
