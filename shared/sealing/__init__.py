"""Sealing (scellement): what happens on the bidder's and the custodians' machines, in plain age files.

The platform calls the same code only where it must: to check what is declared, and in the opening worker.
"""
