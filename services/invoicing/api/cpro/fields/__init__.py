"""The fields of every operation, named as the portal publishes them: the only place with its spelling."""
