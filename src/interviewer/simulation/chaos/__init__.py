"""Interviews by voice while something breaks, and what an independent checker says of them."""
