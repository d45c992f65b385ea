"""The server is killed while it writes: what was answered is there whole, what was not is whole or absent."""
