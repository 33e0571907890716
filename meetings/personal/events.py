"""What events, programme and registration hold of people."""
