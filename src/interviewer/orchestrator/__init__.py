"""Reacts to events: makes rooms, queues interviews for the agents, watches leases, asks for evaluations."""
