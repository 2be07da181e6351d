"""Wire emulators of Deepgram, OpenAI, Azure OpenAI and Azure Speech: one application on one port of this machine.

They speak the vendors' protocols and refuse what the vendors refuse, so that the real clients can be used against them;
latencies are drawn from a file. Deliberately not here: whatever a vendor's answer means to us.
"""
