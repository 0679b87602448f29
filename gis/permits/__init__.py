"""Who may pass: access policies as data, signed permits, and one verdict from both."""
