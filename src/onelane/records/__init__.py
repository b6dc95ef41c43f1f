"""What may never be lost: the journal and the outbox."""
