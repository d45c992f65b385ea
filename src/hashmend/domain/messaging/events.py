"""What can happen in the conversation about an order. The words themselves stay in the thread."""

from hashmend.domain.history.kinds import kind

SENT = kind("message.sent", "A message was written.", icon="message", customer_sees=True)
NOTED = kind("message.noted", "An internal note was written.", icon="note")
