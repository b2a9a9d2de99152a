"""Which language a customer writes, and how the customer wants to be addressed."""
