"""What can happen in the conversation about an order. The words themselves stay in the thread."""

from hashmend.domain.history.kinds import kind

SENT = kind("message.sent", "{author} wrote a message.", icon="message", customer_sees=True)
NOTED = kind("message.noted", "{author} wrote an internal note.", icon="note")
