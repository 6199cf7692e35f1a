"""`egiz review`: a page of one's own machine to decide on pairs; see docs/review.md."""
