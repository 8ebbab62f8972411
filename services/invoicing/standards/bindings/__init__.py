"""The tables that bind the terms of EN 16931 to UBL 2.1 and CII; ``standards/binding.py`` reads them."""
