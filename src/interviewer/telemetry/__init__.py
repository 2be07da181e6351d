"""What the system says about itself: logs now, metrics and traces beside them."""
