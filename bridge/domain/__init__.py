"""Rules without I/O or framework; imports nothing of ours."""
