"""Words of the screens in English and French."""
