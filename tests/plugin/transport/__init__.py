"""Tests of the transport, and what they share: a server to call, a wire to write on by hand, a fuzzer."""
