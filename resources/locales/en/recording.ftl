# Recordings of what Entra answers, in the window and in the terminal.

recording-what =
    This asks Entra one request of each kind that this program makes, reading only: who is signed in, the organization,
    roles, licenses, the application with its roles and assignments, its job, mappings, functions and settings, two short
    pages of users and of groups, the newest entries of the provisioning log and of the audit log.
    It keeps the answers with names, addresses, numbers, ids and all unknown text replaced. Passwords, tokens and the
    secret token are never in it. The recording is a file on this computer; nothing is sent to anybody.
recording-what-cloudgate = It also asks CloudGate, reading only: its capabilities, its schemas, and two short pages of users and of groups.
recording-ask = Record this?
recording-asking = Asking Entra and CloudGate ({ $call })
recording-answered = answered ({ $status })
recording-refused = refused ({ $status }, { $reason }); the refusal is kept
recording-failed = no usable answer ({ $reason })
recording-not-asked = not asked: { $reason }
recording-lacks-no-application = there is no application yet
recording-lacks-no-job = provisioning is not set up yet
recording-lacks-nobody = there is nobody to ask about
recording-lacks-no-permission = this session has no permission for it
recording-lacks-choice = not chosen
recording-lacks-cancelled = interrupted before
