"""The emulators against what apis.md says, and tools with which any test can run one in process."""
