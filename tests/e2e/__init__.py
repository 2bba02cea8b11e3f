"""Real Terraform, the real provider process and emulated APIs: what users get when they type the commands."""
