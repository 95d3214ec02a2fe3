"""What a scenario rests on, and what is only assumed."""
