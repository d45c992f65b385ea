"""What comes in through the door as a list: reading a customer's list, saying what each row would do, importing it."""
