"""The bench: what is found wrong in a job, what is done about it, and how the machine is tried afterwards.

Nouns: failure, repair, component, stress test, bench position, photo. Rules: a log proposes, a person decides."""
