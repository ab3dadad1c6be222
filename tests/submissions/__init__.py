"""Tests of the public comment."""
