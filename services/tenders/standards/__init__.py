"""Documents of the outside world made by tenders: reports (ODT, PDF)."""
