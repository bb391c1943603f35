"""What forms know of the world, with its sources: lists of options, forms of numbers, sentences."""
