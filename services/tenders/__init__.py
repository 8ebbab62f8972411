"""Buyers: the consultation, its documents, its evaluation, its award and its contract.

Owns: consultations (drafts included), documents and their bytes, grids, awards, contracts, the schema ``tenders``.
Announces, stage by stage: ``tender_published``, ``tender_changed``, ``submission_closed``, ``tender_abandoned``; then
``contract_awarded``, ``contract_signed``, ``contract_transmitted``, ``contract_notified``.
Hears: ``custodian_registered`` and ``responses_opened``.
Legal basis: Code de la commande publique, second part; CGCT L2131-1 and following for the legality control.
"""
