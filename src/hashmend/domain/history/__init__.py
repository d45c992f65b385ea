"""The append-only history: one event per change, written in the change's own transaction.

Nouns: event, kind. Rules: an event is never edited or deleted; every kind declares its sentence and whether the
customer may read it."""
