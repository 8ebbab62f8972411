"""The commands of ``plis``, one module for each group; thin shells over the code of the services."""
