"""Parts: hashboards, control boards, PSUs and fans; in a slot of a miner, in spare stock, or gone.

Nouns: part, slot, spare. Rules: a part is in one place; its owner (a customer, or the repair centre) stays with it."""
