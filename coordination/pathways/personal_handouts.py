"""What handouts hold of people."""
