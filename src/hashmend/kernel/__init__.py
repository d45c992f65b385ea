"""Plain Python the whole house stands on: who acts, refusals, money, time, identifiers. No Django models."""
