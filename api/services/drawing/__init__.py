"""What the planner's page asks while somebody draws: ground, figures, edits, posts."""
