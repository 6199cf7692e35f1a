"""What people look at: document pairs with their beads in reading order, and pages made of them."""
