"""What concerns hold of people."""
