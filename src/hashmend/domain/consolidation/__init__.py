"""Consolidation: parts move between machines so that as many as possible are complete; the rest become donors.

Nouns: machines (read together with their places and parts), finding (a rule that stops a move or warns of it), plan,
proposal. Rules: the parts of each owner stay the same; whole or not at all; what nobody knows warns and never stops.
A place is *filled* by a part whose condition is good or unknown and that no failure waits on; a machine is *complete*
when all its places are filled.
"""
