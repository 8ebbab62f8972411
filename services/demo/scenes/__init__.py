"""The scenes of the demonstration, in the order of the story."""
