"""Registers: envelopes received by hand or by another channel, and how long what was received is kept.

The mechanism is here: numbering, transitions, who decides, what enters the log. A service brings the rules that depend
on what it holds, as protocols.
"""
