# The handover report.

handover-save = Handover report
handover-saved = Saved as { $file }
handover-title = Automatic provisioning to CloudGate
handover-about = { $name }, { $time }
handover-account = Set up with the account { $account }. This report contains no secrets.
handover-outcome = The outcome
handover-steps = How each step was done
handover-know = Good to know
handover-know-1 = Entra checks for changes about every 40 minutes. A change can take that long to arrive in CloudGate.
handover-know-2 = Users who are unassigned, disabled or deleted in Entra are disabled in CloudGate at the next cycle.
handover-know-3 = You can see the progress and every action in the portal: Enterprise applications › the application › Provisioning, and Provisioning logs.
handover-know-4 = When CloudGate refuses the token, the job goes into quarantine, runs less and less often, and is turned off after about four weeks. Saving a new secret token ends the quarantine.
handover-know-5 = To stop provisioning, choose Stop provisioning on the same page. Stopping does not remove anybody from CloudGate.
