"""REST, the page, the live stream, LiveKit's webhooks and the agent link."""
