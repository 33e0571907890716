"""What the finder and simulations hold of people."""
