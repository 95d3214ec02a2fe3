"""What could be agreed at all, in every world the evidence allows."""
