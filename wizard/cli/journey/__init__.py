"""The journey in the terminal: answers files, prompts, the walk through the steps, and its output."""
