"""Pages in headless Chromium: keyboard, accessibility, no broken layout, pictures."""
