"""The machine itself. It lives across work orders; serial number and MAC are attributes that can change.

Nouns: miner. Rules: identifiers are kept as typed beside their normalised form; odd ones warn and never block."""
