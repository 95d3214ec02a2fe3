"""What can be said of a scenario and its results: the evidence beneath it, comparisons, sensitivity, scores."""
