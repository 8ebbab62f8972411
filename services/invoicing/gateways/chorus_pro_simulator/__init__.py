"""A stand-in for the State's invoicing portal, on the side of recipients and of deposits, from its field tables."""
