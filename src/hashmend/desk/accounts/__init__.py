"""The people who may sign in: an admin adds them and sets their roles."""
