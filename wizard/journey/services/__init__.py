"""What steps, window and terminal ask for: each question is answered in one module."""
