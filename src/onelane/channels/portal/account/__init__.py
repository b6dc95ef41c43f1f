"""A citizen's account: sign in, prove once more who it is, keep it safe."""
