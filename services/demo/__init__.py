"""One procurement from publication to payment, played through the public APIs alone."""
