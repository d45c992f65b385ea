"""Work orders as staff see them: the list, the board with its tabs, the jobs."""
