error-setup-not-saved = The setup could not be saved
    .why = Writing to { $folder } failed: { $reason }.
    .next = Free some space or correct the folder's permissions. Nothing you typed is lost as long as this program is running.
error-setup-missing = There is no saved setup { $id }
    .next = Choose one from the list, or begin a new one.
error-setup-damaged = A saved setup cannot be read
    .why = { $file } is damaged. It was not changed.
    .next = Put the file back from a backup, or remove setup { $id } with its token.
error-setup-in-use = This setup is open in another window or terminal
    .why = Two programs that saved { $id } would overwrite each other's answers.
    .next = Continue there, or close it there and try again here.
error-setup-newer = A saved setup was made by a newer version of this program
    .why = { $file } has format version { $version }. It was not changed.
    .next = Install the newest version to open it.
error-setup-not-deleted = The saved setup could not be deleted
    .why = { $file } is in use or protected.
    .next = Close other windows and terminals with this program and try again.
error-practice-unavailable = The practice company cannot be started here
    .next = Begin a new setup with your own tenant instead.
error-not-signed-in = You are not signed in to Entra
    .why = This needs Microsoft Graph, which requires a sign-in.
    .next = Sign in on step 2, or choose “show me” and follow the portal steps.
error-token-missing = No secret token is kept for this setup
    .why = It was not entered yet, or an earlier run kept it in memory only.
    .next = Enter the token on step 3.
error-application-first = The application is not chosen yet
    .next = Add or choose it on step 4 first.
error-application-choice = There are { $count } instances of the application
    .why = Two instances that provision to the same CloudGate overwrite each other’s changes, so this program does not choose for you.
    .next = Choose the one that belongs to your CloudGate.
error-application-gone = The chosen application is no longer in the tenant
    .why = There is no object with the ID { $id }.
    .next = Refresh on step 4, and choose or add the application.
error-application-not-found = The application is not in your tenant yet
    .next = Follow the portal steps, wait a minute, and check again.
error-assign-not-seen = { $count ->
    [one] An assignment is not visible yet
   *[other] { $count } assignments are not visible yet
}
    .why = Entra accepted but does not list yet: { $names }.
    .next = Wait a minute and assign them again; nothing is assigned twice.
error-job-missing = Provisioning is not set up for this application yet
    .why = The application has no synchronization job.
    .next = Do step 6 first.
error-job-not-started = Entra does not report the job as running
    .why = Its state is still { $state }.
    .next = Wait a few minutes and check again. If the problem persists, look at it in the portal.
error-email-missing = An email address is needed
    .why = { $for ->
        [limit] When deletions exceed the threshold, Entra sends an email. Without an address, nobody would know.
       *[notify] Entra reports failures by email.
    }
    .next = { $for ->
        [limit] Enter the address of a person or a shared mailbox, or turn off accidental deletion prevention.
       *[notify] Enter the address of a person or a shared mailbox, or turn off the notification.
    }
error-email-invalid = This is not one email address
    .why = { $address } cannot be used.
    .next = Enter one address such as it-oncall@your-company.example.
error-threshold-invalid = The threshold must be at least 1
    .why = It is { $value }.
    .next = Enter 1 or more, or turn off accidental deletion prevention.
error-restart-unknown = There is no restart of the kind { $kind }
    .next = Choose one of the kinds offered.
error-file-not-written = The file could not be written
    .why = { $file }: { $reason }.
    .next = Choose another folder, or close the file where it is open.
error-tutorial-unreadable = The tutorial's data cannot be read
    .why = A file of this program is missing or damaged.
    .next = Install the program again.
error-practice-not-started = The practice company did not start
    .why = Its process ended early or took longer than a minute.
    .next = Try again. If the problem persists, start it in a terminal with “cloudgate-setup practice serve” to see why.
error-practice-in-use = This practice company is already running
    .why = Another process has { $file } open. Two companies that saved to it would overwrite each other's state.
    .next = Close the window or terminal that uses it, wait a few seconds, and try again.
error-practice-refused = The practice company refused that
    .why = { $reason }
    .next = Try something else.
error-practice-fault-unknown = There is no fault { $name }
    .next = “cloudgate-setup practice faults” lists them.
error-practice-strictness-unknown = There is no strictness setting { $name }
    .next = “cloudgate-setup practice strictness” lists them.
error-practice-people = { $value } people cannot be generated
    .next = Choose a number from 1 to 100,000.
error-practice-port = Port { $port } cannot be used
    .next = Choose another port, or 0 for any free one.
error-control-key = The practice company does not know this control key
    .next = Start the practice company again.
error-application-oauth = This application is set to OAuth 2 client credentials
    .why = Somebody chose an authentication method other than bearer authentication under Connectivity. Saving a token now would leave both methods incomplete.
    .next = In the portal, open Provisioning › Connectivity of this application, choose “Bearer authentication” as the authentication method, and save. Then try again here.
error-link-changed = The link has changed
    .why = Entra is now linked to a different account than the one you saw, or to none.
    .next = Read the link again. Nothing was changed.
error-link-not-removed = Entra still shows the link
    .why = Entra confirmed the removal but still shows the same account.
    .next = Wait a minute and read the link again. If the problem persists, restart provisioning with “Clear all state and match again”.
