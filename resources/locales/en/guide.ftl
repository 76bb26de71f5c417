# The guide, read in the window.

guide-title = Guide
guide-open = Open the guide at this step
guide-back = Back
