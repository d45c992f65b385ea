"""Money: invoices over containers, their lines, and payments.

Nouns: invoice, line, payment. Rules: a container is on at most one live invoice; an issued invoice is never edited; a
service is billed once per job."""
