"""Plans as agencies write them in Word, each with habits of its own, and the scripts that made them."""
