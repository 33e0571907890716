"""What groups, meetings and tasks hold of people."""
