# Title and one lead sentence of each step; the rest of a step's words is in the file named like the step.

step-start-title = Start
step-start-lead = From nothing to people being provisioned from Microsoft Entra ID to CloudGate, in twelve steps.
step-begin-title = Before you begin
step-begin-lead = Sign in to the tenant whose users go to CloudGate, and see whether everything that setup needs is there.
step-credentials-title = CloudGate credentials
step-credentials-lead = In the CloudGate Admin Console open Administration › System Settings › General, scroll to the end, and copy the two values.
step-application-title = Add the application
step-application-lead = The gallery application Soloinsight-CloudGate SSO holds everything that Entra knows about CloudGate.
step-assign-title = Assign users and groups
step-assign-lead = Choose who gets an account in CloudGate. Begin with a single person to see it work.
step-connect-title = Connect Entra to CloudGate
step-connect-lead = Entra gets the Tenant URL and the secret token, tries them from its side, and learns whom to write to when something fails.
step-users-title = User mappings
step-users-lead = How each Entra user becomes a CloudGate user. Match attributes decide which existing account is updated. Select a row to edit it and see it on a real user.
step-groups-title = Group mappings
step-groups-lead = How each assigned group becomes a CloudGate group. Switch it off if CloudGate needs no groups from Entra.
step-scope-title = Scope and filters
step-scope-lead = Provision only whom you assigned, or everybody; filters narrow that down by attributes.
step-preview-title = Preview the first sync
step-preview-lead = Nothing has been changed. This is what Entra would do to CloudGate if provisioning were turned on now.
step-turnon-title = Turn provisioning on
step-turnon-lead = A last look at everything you chose. From here on, Entra keeps CloudGate up to date.
step-watch-title = Watch the first sync
step-watch-lead = The first cycle takes longer than the ones after it. You see each action as Entra reports it.
