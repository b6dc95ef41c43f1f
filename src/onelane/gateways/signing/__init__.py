"""What signs papers: a key store in files (`keystore`), and the seal on a PDF (`pades`)."""
