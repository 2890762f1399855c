"""A ticket's life: opened, written in, listed, shown."""
