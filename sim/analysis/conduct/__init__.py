"""How governments bargain in plays, beside what the record says they did."""
