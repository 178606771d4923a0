"""Verdicts in pure Python: what a customer is, given facts, a policy and a day. Standard library only."""
