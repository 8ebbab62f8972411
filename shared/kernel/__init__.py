"""The kernel: value objects, time and identity that every service shares, standard library only."""
