"""Fitting: parts go in and out of machines while these stay in an order.

Nouns: holding (parts under lock, with the stays of their machines), move. Rules: a part is in one place; a slot holds
one part; a part stays its owner's and comes only into machines of that customer; what a machine that left or is billed
consists of does not change. Everything here can be undone for ten minutes: each event tells how the part stood before.
"""
