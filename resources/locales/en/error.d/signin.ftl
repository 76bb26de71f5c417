error-signin-needed = You need to sign in once more
    .why = Entra requires a new sign-in before this step can continue ({ $number }).
    .next = Sign in again. Steps that are already done are not repeated.
error-signin-timeout = Nobody signed in within { $minutes } minutes
    .why = The browser did not come back to this program.
    .next = Start the sign-in again. If the browser shows an error instead, use the device code.
error-signin-declined = The sign-in was declined
    .why = Somebody pressed Cancel or refused the permissions ({ $number }).
    .next = Start the sign-in again and accept, or choose “show me” to follow the portal steps, which needs no sign-in here.
error-signin-no-consent = Your tenant has not consented to these permissions for this program
    .why = Entra answered { $number }. An administrator must consent first.
    .next = Send the consent link to an Application Administrator or Cloud Application Administrator, then sign in again. This step waits for you. Consent for the whole organization to Microsoft’s shared client also counts for every other tool that uses that client; to keep it separate, enter the client ID of your own app registration.
error-signin-admin-consent = An administrator must consent to these permissions
    .why = Your account can sign in, but it cannot consent to them for the organization ({ $number }).
    .next = Send the consent link to an Application Administrator or Cloud Application Administrator, then sign in again. This step waits for you. Consent for the whole organization to Microsoft’s shared client also counts for every other tool that uses that client; to keep it separate, enter the client ID of your own app registration.
error-signin-ca-blocked = A Conditional Access policy blocks this sign-in
    .why = Password and second factor were accepted, but the location, device or sign-in method is not allowed ({ $number }).
    .next = Use the browser instead of the device code, or an administrator’s workstation. The sign-in log shows the policy under correlation ID { $correlation }.
error-signin-device-not-compliant = Your organization requires a managed device
    .why = This computer is not known as one, or the browser could not prove it ({ $number }).
    .next = Use the browser that your organization manages, or run this program on an administrator’s workstation.
error-signin-mfa-step-up = Entra requires your second factor
    .why = Your earlier multifactor sign-in is missing or too old, or it is now required ({ $number }).
    .next = Sign in again and confirm with your second factor. The setup continues at the same step.
error-signin-session-frequency = Your session has expired
    .why = Your organization limits how long a session lasts, or it was revoked ({ $number }).
    .next = Sign in again. Steps that are already done are not repeated.
error-signin-wrong-tenant = This account does not belong to the tenant
    .why = A different account was chosen, or the tenant name is wrong ({ $number }).
    .next = Check the tenant on this step, then sign in again and pick an account of that tenant.
error-signin-personal-account = This is a personal Microsoft account
    .why = Only a work account can manage a directory ({ $number }).
    .next = Sign in again with your work account.
error-signin-device-code-expired = The code is no longer valid
    .why = It was mistyped, or it expired ({ $number }).
    .next = Get a new code and enter it before it expires.
error-signin-code-expired = The sign-in took too long
    .why = The browser’s answer was already used or is too old ({ $number }).
    .next = Sign in again.
error-signin-tenant-unknown = Entra cannot find this tenant
    .why = The name or ID is misspelled, or it belongs to another national cloud ({ $number }).
    .next = Check the tenant and the cloud on this step. Leave the tenant empty to use the tenant of your account.
error-signin-client-unknown = The application ID is not known in this tenant
    .why = The tenant has no application with that client ID, or it belongs to another cloud ({ $number }).
    .next = Leave the client ID empty to use Microsoft’s own, or ask who registered it.
error-signin-client-disabled = The application used for signing in is disabled
    .why = An administrator has disabled it in this tenant ({ $number }).
    .next = Ask for it to be enabled, or enter the client ID of an application that you are allowed to use.
error-signin-client-not-assigned = Your account is not allowed to use the application for signing in
    .why = It is limited to assigned users, and you are not assigned ({ $number }).
    .next = Ask an administrator to assign you, or enter the client ID of an application that you are allowed to use.
error-signin-public-client-off = The application does not allow signing in from a desktop
    .why = Public client flows are turned off in its registration ({ $number }).
    .next = Set “Allow public client flows” to Yes in the app registration, or leave the client ID empty.
error-signin-redirect-unknown = The application does not accept the redirect to this program
    .why = http://localhost is not one of its redirect URIs for desktop applications ({ $number }).
    .next = Add it in the app registration under Authentication, or leave the client ID empty.
error-signin-scope-unknown = Entra does not know one of the permissions
    .why = This cloud may not offer it ({ $number }).
    .next = Choose “show me” to follow the portal steps, and report the number to support.
error-signin-account-disabled = This account is disabled
    .why = Entra does not let it sign in ({ $number }).
    .next = Sign in with another account, or ask an administrator to enable this one.
error-signin-service-down = The sign-in service is not available
    .why = It answered { $number }.
    .next = Try again in a few minutes.
error-signin-answer-invalid = The answer of the sign-in service is not valid
    .why = It could not be verified ({ $kind }). A wrong clock on this computer is a common cause.
    .next = Check date and time on this computer, then sign in again.
error-signin-failed = Signing in failed
    .why = Entra answered { $number }.
    .next = Try again. If the problem persists, search the sign-in log for correlation ID { $correlation }.
error-tenant-invalid = This is not a valid tenant
    .why = “{ $tenant }” is neither a domain nor an ID.
    .next = Enter a domain such as your-company.example, or the tenant ID, or leave it empty.
error-client-id-invalid = This is not a valid application ID
    .why = “{ $id }” does not have the right format.
    .next = Enter the application (client) ID, for example 11112222-3333-4444-5555-666677778888, or leave it empty.
error-cloud-unknown = There is no cloud { $id }
    .next = Choose one of the listed clouds.
error-signin-cloud-unknown = Microsoft’s sign-in service does not know this cloud
    .why = The address of the sign-in service is not one of Microsoft’s ({ $number }).
    .next = Choose the cloud of your tenant on this step and sign in again.
error-signin-other-cloud = This tenant is in another Microsoft cloud
    .why = The sign-in points to { $host }{ $cloud ->
        [global] , the global cloud.
        [us-l4] , the cloud of the US Government.
        [china] , the cloud of 21Vianet in China.
        [bleu] , the cloud Bleu in France.
        [delos] , the Delos Cloud in Germany.
        [govsg] , the government cloud of Singapore.
       *[other] .
    } You were not asked for a password or code there.
    .next = { $cloud ->
        [global] Choose the cloud “Global” on this step and sign in again.
        [us-l4] Choose the cloud “US Government” on this step and sign in again.
        [china] Choose the cloud “China (21Vianet)” on this step, enter your own client ID, and sign in again.
       *[other] This program does not work in that cloud. Choose “show me” to follow the portal steps, which needs no sign-in here.
    }
error-client-id-needed = This cloud needs a client ID of your own
    .why = Microsoft’s shared client for such tools does not exist in this cloud.
    .next = Register an application for desktop sign-in (public client, redirect URI http://localhost) in your tenant, and enter its application (client) ID on this step.
error-signin-certificate-expired = The certificate has expired
    .why = Entra takes no sign-in with a certificate after its last day ({ $number }).
    .next = Make a new certificate, upload its public part under “Certificates & secrets” of the app registration, and name the new key file.
error-signin-certificate-refused = Entra does not know this certificate
    .why = The certificate in the key file is not one that the app registration lists, or it has expired ({ $number }).
    .next = Upload its public part under “Certificates & secrets” of the app registration, or name the key file that belongs to the certificate listed there.
error-signin-assertion-time = Entra refused the proof of identity because of its time
    .why = The clock of this computer is wrong, or the platform’s token has expired ({ $number }).
    .next = Set the computer’s clock. If the platform renews the token file, check that it still does.
error-signin-federation-unmatched = The workload’s identity does not match the app registration
    .why = No federated credential there has the issuer, subject and audience of this token ({ $number }).
    .next = Compare issuer and subject under “Federated credentials” of the app registration with those of the platform. The audience must be api://AzureADTokenExchange.
error-tenant-needed = An application must name its tenant
    .why = Without a person, Entra cannot find out which tenant is meant.
    .next = Set AZURE_TENANT_ID to the tenant ID or a verified domain, or use a setup that was signed in to before.
error-usage-unattended = The app registration is not named
    .why = A certificate or a workload’s token was given without a client ID.
    .next = Add --client-id, or set { $variable } to the application (client) ID of the app registration.
error-key-file-missing = The file cannot be read: { $file }
    .why = The system says: { $reason }.
    .next = Check the path and that the account of this program may read the file.
error-key-file-open = The key file can be read by others: { $file }
    .why = Its permissions are { $mode }. Whoever can read it can sign in as the app registration.
    .next = Set the permissions to 0400 (chmod 0400). If others could read it for a while, replace the certificate.
error-key-file-encrypted = The private key is protected by a password: { $file }
    .why = Nobody is there to type it when this runs unattended.
    .next = Store the key without a password in a file that only the service’s account can read, or let the service manager decrypt it (systemd’s LoadCredentialEncrypted).
error-key-file-unfit = The file holds no private key with its certificate: { $file }
    .why = A PEM file with both parts is needed, the private key and the certificate.
    .next = Put both into one PEM file. From a .pfx file: openssl pkcs12 -in FILE.pfx -out FILE.pem -nodes
