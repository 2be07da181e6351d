"""Event sourcing: streams, the hash-chained log, subscriptions and projections. Knows no word of interviews."""
