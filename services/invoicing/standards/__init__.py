"""Invoice documents of the outside world: UN/CEFACT CII, UBL 2.1 and Factur-X PDF, to and from the model."""
