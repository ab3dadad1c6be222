"""What is measured, how, and the latest figures (README.md)."""
