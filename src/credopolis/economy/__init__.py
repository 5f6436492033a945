"""What is asked of companies that live in a society: their grades, falls and trade, with both doubts."""
