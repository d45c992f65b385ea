"""Doors for machines: JSON behind tokens. A session opens none of them; see docs/api.md."""
