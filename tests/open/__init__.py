"""Tests of the open side."""
