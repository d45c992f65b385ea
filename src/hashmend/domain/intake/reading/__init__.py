"""Reading any customer's list of miners: bytes in, typed rows out. Plain Python, no database.

`reader.read_list` is the door. Everything it guesses (sheet, header row, columns, models) can be corrected by a
`Choice`. What is no list is refused with a sentence.
"""
