"""What relations and the map hold of people."""
