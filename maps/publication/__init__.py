"""The published folder of a province and a day: whole, repeatable, verifiable."""
