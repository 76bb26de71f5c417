# The handover report.

handover-save = Handover report
handover-saved = Saved as { $file }
handover-title = Automatic provisioning to CloudGate
handover-about = { $name }, { $time }
handover-account = Set up with the account { $account }. This report holds no secret.
handover-steps = How each step was done
handover-know = What to know from now on
handover-know-1 = Entra looks for changes about every 40 minutes. A change can take that long to arrive in CloudGate.
handover-know-2 = Whoever is no longer assigned, disabled or deleted in Entra is disabled in CloudGate at the next cycle.
handover-know-3 = Progress and every single action are in the portal: Enterprise applications › the application › Provisioning, and Provisioning logs.
handover-know-4 = When CloudGate refuses the token, the job goes into quarantine, tries less and less often, and is switched off after about four weeks. A new secret token in the credentials ends it.
handover-know-5 = Provisioning stops with Stop provisioning on the same page. Nobody is removed from CloudGate by stopping it.
