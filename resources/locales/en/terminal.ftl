# The journey in the terminal: “cloudgate-setup setup”.

terminal-option-practice = use the practice company
terminal-option-setup = continue a saved setup: its ID, the beginning of its ID, or its name
terminal-option-show-me = show how each step is done in the portal instead of doing it
terminal-option-answers = TOML or JSON file with answers; nothing is asked
terminal-option-print = print a template of such a file, with every key, its kind, choices and default
terminal-option-token = read the secret token from standard input; on a terminal it is asked for and stays hidden

terminal-keys = Press Enter to keep the value in brackets. Type - to clear an answer, ? for help, < to go back: to the previous question or, at a step’s first question, to the previous step. Ctrl+C stops; your answers are saved.
terminal-step = Step { $number } of { $total }: { $title }
terminal-empty = empty
terminal-as-it-is = as it is in Entra now
terminal-refused = Not accepted: { $reason }
terminal-not-text = it contains characters that are not text, such as an arrow key.
terminal-choose-help = Type the number of what you choose, or its words.
terminal-no-help = There is no more help for this question.
terminal-no-back = there is no question before this one.
terminal-not-cleared = this cannot be cleared.
terminal-cleared = Cleared. The answer is now: { $value }
terminal-choose = Number or text
terminal-choice-needed = type a number from 1 to { $count }, or the text.
terminal-not-a-choice = “{ $typed }” is not in the list. Type a number from 1 to { $count }, or the text.
terminal-not-yes-no = type { $yes } or { $no }.
terminal-more = … and { $count } more
terminal-saved-more = { $count } older setups are not listed here: “setups list” shows them, and --setup opens one.
terminal-type-number = To continue, type how many are disabled or deleted ({ $count }); anything else stops here:
terminal-type-number-connect = To continue, type how many accounts Entra would no longer manage ({ $count }); anything else stops here:
terminal-type-number-full = To continue, type how many are disabled, deleted or created ({ $count }); anything else stops here:
terminal-restart-for-scope = Restart provisioning now?
terminal-restart-waits = Not restarted: Entra continues to provision all users. Restart provisioning on step 12, or repeat this step. In an unattended run, set “{ $consent }” to true in the answers file.
terminal-control-turnon = Resume provisioning
terminal-control-again = Restart provisioning
terminal-control-failed = Clear errors (escrows)
terminal-control-full = Clear all state and match again
terminal-control-deletes = Allow held-back deletions
terminal-control-halt = Pause provisioning
terminal-all-the-same = Do it anyway?
terminal-consent-turnon = Turn provisioning on now?
terminal-override-what = The connection to CloudGate has not passed its test. If you continue, the application is added and users are assigned in your tenant, but Entra may not be able to connect to CloudGate.
terminal-override = Continue anyway?

terminal-token = Secret token (what you type or paste stays hidden):
terminal-token-kept = Secret token (one is stored; press Enter to keep it, or paste a new one; it stays hidden):
terminal-token-memory = Keep the token in memory, for this run only?
terminal-token-in-memory = The token stays in memory, for this run only.

terminal-new = A new setup
terminal-saved-one = { $name }, at “{ $title }”, changed { $when } UTC
terminal-which = Which setup?
terminal-lead-users = How each Entra user becomes a CloudGate user. Mappings are edited in the window; here they are saved as they are.
terminal-lead-preview = Calculates what Entra would do in CloudGate if you turned provisioning on now. Nothing is changed.
terminal-lead-watch = The first cycle takes longer than the ones after it. Ctrl+C stops watching; provisioning continues.
terminal-going-on = Continuing at step { $number }: { $title }. The steps before it are done.
terminal-sign-in = Sign in now?
terminal-signing-in = Signing in again as { $account }
terminal-practice-back = The practice company was restored.
terminal-practice-new = The practice company of this setup could not be restored. A new one was started, so the steps start over; your other answers are kept.
terminal-confirm = { $what }: have you checked that this is in place?
terminal-confirmed = Confirmed by you; nothing was checked.
terminal-already = This step is done:
terminal-already-changed = It has changed in Entra:
terminal-already-undo = Going back does not undo this. “cloudgate-setup undo { $id } --to { $number }” undoes it and what came after it, once you have stopped here.
terminal-keep = Leave it as it is and continue

terminal-again = What now?
terminal-again-again = Try again
terminal-again-change = Change the answers of this step
terminal-again-show = Show me how to do it in the portal
terminal-again-skip = Continue without this step
terminal-again-override = Continue although the connection does not work
terminal-again-stop = Stop here; everything is saved

terminal-show-title-today = In the portal, as it is today:
terminal-show-title-published = In the portal, as the tutorial was published:
terminal-show-next = When you have done it:
terminal-show-check = Check it now
terminal-show-done = I have done it
terminal-show-today = Show the instructions for today’s portal
terminal-show-published = Show the instructions as published
terminal-show-for-me = Do it for me instead

terminal-assign-search = User or group to assign: the beginning of a name or address
terminal-assign-done = continue
terminal-assign-pick = Number or name; several numbers with commas
terminal-assign-only = Number or name; a hyphen for none
terminal-assign-nobody = none of them
terminal-assign-held = Assigned now: { $names }. To remove one, type a hyphen and the name.
terminal-assign-not-held = “{ $name }” is not assigned, or the name is not unique.
terminal-assign-undo = Assign { $name } again?
terminal-assign-chosen = To be assigned: { $names }
terminal-assign-cleared = No more assignments are planned.
terminal-assign-empty = Nobody is assigned yet. As long as only assigned users and groups are in scope, nobody gets an account.
terminal-assign-none = no user or group name begins with “{ $text }”.
terminal-assign-not-listed = “{ $typed }” is not in the list, or it is there more than once. Type a number from 1 to { $count }.
terminal-application = Which application belongs to your CloudGate?

terminal-stopped = Stopped at step { $number }.
terminal-unfinished = { $count ->
    [one] 1 step needs attention: { $names }.
   *[other] { $count } steps need attention: { $names }.
}
terminal-ended = The input ended, so the setup stopped.
terminal-interrupted = Interrupted at step { $number }.
terminal-done = Done. { $users ->
    [one] 1 user
   *[other] { $users } users
} and { $groups ->
    [one] 1 group
   *[other] { $groups } groups
} are synchronized.
terminal-not-saved = The last answers are not saved. { $reason }
terminal-save-again = The last answers are not saved. { $reason } Try again?
terminal-saved = Saved as { $id }. Continue with:
    {"  "}cloudgate-setup setup --setup { $id }
terminal-saved-practice = Saved as { $id }, with its practice company. Continue, or remove both, with:
    {"  "}cloudgate-setup setup --setup { $id }
    {"  "}cloudgate-setup setups delete { $id }

terminal-template-head = Answers for: cloudgate-setup setup --answers FILE
    Remove the # before a key to answer it. Keys that are left out keep their default.
    You can use the same keys in a JSON file. Never put the secret token here: use --token-stdin.
terminal-template-all = All steps
terminal-template-kind = Kind: { $kind }.
terminal-template-open = Without it, Entra’s current value is kept.
terminal-template-threshold = Without it, a tenth of the assigned users is taken, at least 5 and at most 500.
terminal-template-consent = Without it, the setup stops here with exit code 3. It is never saved, so each run needs it.
terminal-kind-text = text
terminal-kind-url = an address that begins with https://
terminal-kind-email = an email address
terminal-kind-choice = one of the values below
terminal-kind-flag = true or false
terminal-kind-number = a whole number
terminal-kind-rows = a list of attributeMapping objects of the synchronization schema
terminal-kind-filter = a list of filterGroup objects of the synchronization schema
terminal-kind-assignments = a list of usernames (UPN), email addresses, or display names of users and groups
terminal-answer-way = How do you want to do this?
    .help = “Do it for me”: this program does the step in Entra and verifies the result. “Show me”: it lists what to do in the portal, with the values to copy; you do it there, and it checks the result. You can choose differently for each step.
terminal-answer-way-for-me = Do it for me
terminal-answer-way-show-me = Show me how to do it in the portal
terminal-answer-tenant-confirmed = You have checked that this is a Microsoft Entra tenant
terminal-answer-role-confirmed = You have checked that you have a role that can set up provisioning
terminal-answer-licence-confirmed = You have checked that there is a Microsoft Entra ID P1 or P2 license
terminal-answer-service-principal-id = Object ID of the application’s service principal, if there are several
    .help = “new” adds one more. If empty, the only one is used, or one is added.
terminal-answer-group-filter = Scoping filters for groups
terminal-answer-allow-removals = You agree that exactly this many users and groups are disabled or deleted
terminal-answer-allow-unknown = You agree to continue if it is not known who a change affects
terminal-answer-continue-without-connection = You agree to continue although the connection to CloudGate has not passed its test
terminal-answer-restart-for-scope = You agree that provisioning is restarted if a change from all users to assigned users requires it
terminal-answer-turn-on = You agree that provisioning is turned on
