# Title and one lead sentence of each step; the rest of a step's words is in the file named like the step.

step-start-title = Start
step-start-lead = Set up automatic user provisioning from Microsoft Entra ID to CloudGate in twelve steps.
step-begin-title = Before you begin
step-begin-lead = Sign in to the tenant you want to provision from. This step checks the prerequisites.
step-credentials-title = CloudGate credentials
step-credentials-lead = In the CloudGate Admin Console open Administration › System Settings › General, scroll to the end, and copy the Tenant URL and the secret token.
step-application-title = Add the application
step-application-lead = The gallery application Soloinsight-CloudGate SSO contains everything Entra needs to provision to CloudGate.
step-assign-title = Assign users and groups
step-assign-lead = Choose who gets a CloudGate account. Begin with a single user as a test.
step-connect-title = Connect Entra to CloudGate
step-connect-lead = Give Entra the Tenant URL and the secret token, let it test them, and choose who is notified when provisioning fails.
step-users-title = User mappings
step-users-lead = How each Entra user becomes a CloudGate user. Matching attributes decide which existing account is updated. Select a row to edit it and to try it on a real user.
step-groups-title = Group mappings
step-groups-lead = How each assigned group becomes a CloudGate group. Turn this off if CloudGate does not need groups from Entra.
step-scope-title = Scope and filters
step-scope-lead = Provision only assigned users and groups, or everybody. Scoping filters narrow this down by attribute.
step-preview-title = Preview the first sync
step-preview-lead = This is what Entra would do in CloudGate if you turned provisioning on now. The preview changes nothing.
step-turnon-title = Turn provisioning on
step-turnon-lead = Review your choices. Once provisioning is on, Entra keeps CloudGate up to date.
step-watch-title = Watch the first sync
step-watch-lead = The first cycle takes longer than the ones after it. Each action appears here when Entra reports it.
step-health-title = Health
step-health-lead = How provisioning is doing, read from Entra. It is read again every few minutes while this page is open.
