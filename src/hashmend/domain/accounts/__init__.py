"""The people who sign in, their roles and what each role may do.

Nouns: user, role, permission, list preference (columns and saved filters). Rules: a customer's user belongs to exactly
one customer and holds only the customer role; staff belong to none."""
