"""Tests of this project; those in contract/ hold for any framework."""
