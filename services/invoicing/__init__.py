"""After signature: orders, invoices, acceptance, payment orders, payments, interest and the finance feed.

Owns: purchase orders, invoices as received (bytes and meaning), their official verdicts, payments; a read model of
contracts. Events in: ``contract_notified.v1``. Events out: those of ``shared.contracts.invoicing``, each in the feed
of its buyer. Legal basis: CCP L2192-1 to L2192-15, R2192-1 to R2192-37; D2192-35; EN 16931-1.
"""
