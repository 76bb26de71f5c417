"""One module per step, named after the step's id; imported when the step is first entered."""
