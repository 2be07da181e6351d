"""The single-machine default: servers, models and processes that run beside the program itself.

Nothing here is needed in production, where settings name real servers and an orchestrator starts the processes.
"""
