"""The events that services announce to one another, with their golden schemas."""
