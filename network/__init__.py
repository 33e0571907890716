"""The room network: multipliers, relations between institutions, relays, concerns and the graph of them."""
