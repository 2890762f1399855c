"""What a token shows a visitor or a vendor."""
