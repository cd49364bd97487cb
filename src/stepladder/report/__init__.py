"""Results to text and data, a folder for each kind of result."""
