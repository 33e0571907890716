"""Tests of the reporting pathways."""
