# The handover report.

handover-save = Handover report…
handover-file = { $setup } - CloudGate handover
handover-saved = Saved as { $file }
handover-title = Automatic provisioning to CloudGate
handover-about = { $name }, { $time }
handover-account = Set up with the account { $account }. This report contains no secrets.
handover-outcome = The outcome
handover-first-cycle = The first cycle created { $created ->
        [one] 1 user
       *[other] { $created } users
    }, updated { $updated } and disabled { $disabled }. { $failed ->
        [0] Nobody failed.
        [one] 1 user failed and will be retried.
       *[other] { $failed } users failed and will be retried.
    }
handover-names = Names and IDs
handover-links = Links
handover-steps = How each step was done
handover-know = Good to know
handover-know-cycles = Entra checks for changes about every 40 minutes. A change can take that long to arrive in CloudGate.
handover-know-leaving = Users who are unassigned, disabled or deleted in Entra are disabled in CloudGate at the next cycle.
handover-know-token = When the secret token expires or is revoked, CloudGate refuses it: provisioning goes into quarantine, runs less and less often, and is turned off after about four weeks. Nobody loses access meanwhile. Create a new token in CloudGate and choose “Replace token” on the Health page, or save it in the portal; that ends the quarantine.
handover-know-portal = You can see the progress and every action in the portal: Enterprise apps › the application › Provisioning, and Provisioning logs.
handover-know-stop = To stop provisioning, choose “Pause provisioning” on the Health page or in the portal. Pausing doesn’t remove anybody from CloudGate.

# The end of the setup, on the Health page.

handover-done = Setup is complete
handover-done-text = { $cycle } Provisioning now runs by itself. You can close this window; opening this setup again shows how provisioning is doing.
handover-close = Close
handover-copy = Copy
