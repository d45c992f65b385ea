"""Signing in and out, the first admin, and one's own account: pages that staff and customers share."""
