"""Marché public simplifié: a SIRET number is enough, the administration fetches the rest."""
