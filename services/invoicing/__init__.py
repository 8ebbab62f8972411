"""After signature: orders, invoices, acceptance, payment orders, payments, interest and the finance feed."""
