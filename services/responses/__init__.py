"""Responses (plis): sealed electronic answers of economic operators, from the deposit to the opening.

Owns the deposits, the custodians of opening keys, the transparency log and the opening ceremonies.
Hears ``tender_published`` and ``tender_changed`` (version 2: one stage each; version 1 as before), and of the end:
``submission_closed.v1``, ``tender_abandoned.v1``. Says ``custodian_registered.v1`` and, once, ``responses_opened.v1``;
before the closing it says nothing about any deposit.
Legal basis: CCP R2132-9 (confidentiality), R2151-5 and R2151-6 (late and repeated responses); annexes 7 and 8
(arrêtés of 22 March 2019) for receipts and buyer profiles.
"""
