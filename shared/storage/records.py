"""The codec of stored records, which is the one of ``shared.kernel.records``: storage adds nothing to it."""

from shared.kernel.records import from_json, money_from_text, money_to_text, to_json

__all__ = ["from_json", "money_from_text", "money_to_text", "to_json"]
