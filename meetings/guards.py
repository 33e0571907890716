"""What Django's constraints cannot say on both databases, for the room meetings."""
