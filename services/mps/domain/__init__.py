"""What the simplified application knows and decides, without any outside system."""
