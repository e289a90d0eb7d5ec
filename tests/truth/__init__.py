"""Whether what the portal says of a result is so, for results of every kind."""
