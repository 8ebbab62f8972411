"""Document formats of others that receipts are made of: signed notes, time stamps, sealed containers."""
