"""The French words of every refusal of tenders, one file for each subject; ``api/errors.py`` joins them."""
