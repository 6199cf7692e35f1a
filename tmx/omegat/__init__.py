"""OmegaT projects made of a memory: folders, settings, segmentation rules."""
