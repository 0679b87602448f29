"""What follows from places and cases: pure functions over frames."""
