"""Evidence: dated claims from documents, and what follows from them."""

from sim.evidence.claims import Claim, ClaimLibrary, DateRange, Document, load_library

__all__ = ["Claim", "ClaimLibrary", "DateRange", "Document", "load_library"]
