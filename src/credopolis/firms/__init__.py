"""Companies that live in a society: drawn from aggregate tables, inspected, graded, and tied to one another.

Nobody is in here: the people of a company are a number, and what is hidden of it is a number that a seed draws.
"""
