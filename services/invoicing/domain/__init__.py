"""Orders, invoices and payments as the law and EN 16931 speak of them; pure, without clock, network or database."""
