"""Who may be called, when and how often: campaigns, windows, numbers, consent, the do-not-call list, imports. Pure."""
