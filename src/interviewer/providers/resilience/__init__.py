"""Providers that fail while a call goes on: by one policy, others take their place and nobody waits long for them."""
