"""What differs between two versions, one kind a file."""
