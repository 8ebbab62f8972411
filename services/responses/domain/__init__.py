"""What a response is and what the law makes of it: pure values and decisions."""
