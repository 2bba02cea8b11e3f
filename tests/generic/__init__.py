"""Tests of `terrabind.generic`."""
