"""What `make` runs: train, start, check and measure. No part of the shop or of the conversation."""
