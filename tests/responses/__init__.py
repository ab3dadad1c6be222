"""Tests of the answers of the city."""
