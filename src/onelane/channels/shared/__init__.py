"""What all channels share: the frame of pages, access, sign-in, refusals, photos, live events."""
