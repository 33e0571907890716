"""What the day itself and what comes after hold of people."""
