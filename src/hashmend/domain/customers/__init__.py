"""The companies that send machines: contacts, addresses, terms and the signed agreement.

Nouns: customer, contact, address, agreement. Rules: e-mail and alias are the only musts; the newest version of the
agreement is the active one."""
