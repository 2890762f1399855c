"""Help articles: answering with them (L0), listing them, writing them."""
