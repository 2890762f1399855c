"""WordPress's articles as rows here."""
