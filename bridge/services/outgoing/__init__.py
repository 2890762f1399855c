"""What leaves, by mail and by webhook: the outbox and how it is worked off."""
