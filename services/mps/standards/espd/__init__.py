"""The European Single Procurement Document (ESPD, in France DUME): written in v4.1.0, read in v1.0.2 to v4.1.0.

Source: OP-TED/ESPD-EDM tag v4.1.0 (EUPL-1.2), UBL 2.3; older versions from the same repository's tags.
"""
