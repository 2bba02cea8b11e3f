"""Nothing secret gets out, and nothing hostile gets in: secrets, redirects, TLS, bounds and escapes."""
