"""What must hold of the data at every moment, asked of the tables themselves.

Nouns: invariant, violation. Rules: checks only read; they are plain SQL that both databases understand, written apart
from the code whose work they judge; each names the things that break it.
"""
