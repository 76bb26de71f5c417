# Recordings of what Entra answers, in the window and in the terminal.

recording-what =
    This sends Entra one read request of each kind that this program uses: who is signed in, the organization,
    roles, licenses, the application with its roles and assignments, its job, mappings, functions and settings, two short
    pages of users and of groups, the newest entries of the provisioning log and of the audit log.
    The answers are saved with names, addresses, numbers, IDs and all unknown text replaced. Passwords, tokens and the
    secret token are never included. The recording is a file on this computer; it is not sent to anybody.
recording-what-cloudgate = It also reads from CloudGate: its capabilities, its schemas, and two short pages of users and of groups.
recording-ask = Record this?
recording-asking = Asking Entra and CloudGate ({ $call })
recording-answered = answered ({ $status })
recording-refused = refused ({ $status }, { $reason }); the refusal is saved
recording-failed = no usable answer ({ $reason })
recording-not-asked = not asked: { $reason }
recording-lacks-no-application = there is no application yet
recording-lacks-no-job = provisioning is not set up yet
recording-lacks-nobody = there are no users to ask about
recording-lacks-no-permission = this session has no permission for it
recording-lacks-choice = not chosen
recording-lacks-cancelled = interrupted before
