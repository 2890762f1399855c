"""Knowledge: the sites' articles with their use, and the drafts that are written here."""
