error-support-missing = The support file cannot be read
    .why = { $file }: { $reason }.
    .next = Check the location and your permissions, and try again.
error-support-not-archive = This is not a support file
    .why = { $file } is something else, or is incomplete (part: { $part }).
    .next = Ask for the file again.
error-support-damaged = The support file is damaged
    .why = Part of { $file } has changed since the file was made: { $part }.
    .next = Ask for the file again. Nothing of it was used.
error-support-unsafe = The support file was refused
    .why = { $file } contains something that does not belong in a support file (part: { $part }).
    .next = Do not open it in another program. Ask the sender where it comes from.
error-support-too-large = The support file is too large
    .why = { $file } is larger when unpacked than this program accepts (part: { $part }).
    .next = Ask for a file without people or without the log.
error-support-newer = The support file was made by a newer version
    .why = { $file } has format version { $version }, made by version { $program }.
    .next = Install the newest version of this program, and open the file again.
error-support-not-written = The support file could not be saved
    .why = { $file }: { $reason }.
    .next = Choose another folder. Nothing was written.
error-support-leak = The support file was not saved: it still contains private data
    .why = The scan of the finished file found { $kind ->
        [secret] a secret
        [credential] what looks like a credential
        [name] somebody’s name
        [number] somebody’s number
       *[other] an ID of the tenant
     } in { $document }, at { $place }. Total places: { $count }.
    .next = Leave this part out, or choose configuration only. Report the place to support.
error-support-read-only = A support file is open
    .why = What you see was recorded. Nothing is sent or changed.
    .next = To try a change, start a practice company from the file.
error-support-not-recorded = This was not recorded
    .why = The file has no answer to { $method } { $path }.
    .next = Ask for a new file, made after this was opened in the program.
error-support-not-whole = This was recorded only in part
    .why = The file contains only the beginning of the answer to { $method } { $path }.
    .next = See the recorded requests.
error-support-no-test = The file contains no connection test
    .why = It was made before Test Connection, or the findings were left out.
    .next = Ask for a new file, made after Test Connection.
error-support-no-people = The file contains no people
    .why = It was made as configuration only, or they could not be read.
    .next = Ask for a file with pseudonymized people.
error-support-attribute-not-read = The file does not contain { $attribute }
    .why = It was not mapped when the file was made, so it was not read.
    .next = Try the change in a practice company made from the file, or ask for a new file.
error-support-is-proposal = This file is a proposal
    .why = { $file } is a reply to a support file. It does not contain a setup.
    .next = Open the setup it is for, then open the proposal.
error-support-proposal-alone = This file is a proposal
    .why = { $file } is a reply to a support file. It does not contain a setup.
    .next = Open the setup it is for, then go to the first page and open the proposal again.
error-support-nothing-changed = There is nothing to propose
    .why = Mappings, filters, scope and Tenant URL are as in the support file.
    .next = Change one of them in this practice company first.
error-support-sign-in-first = Sign in first
    .why = The proposal changes mappings, and the differences are only known after your current mappings have been read.
    .next = Sign in on step 2, then open the proposal again.
error-support-is-case = This file is not a proposal
    .why = { $file } is a support file of a whole setup.
    .next = Open it on the first page.
error-support-not-rehearsed = There is no preview yet
    .why = People were not read in this session.
    .next = Run the preview first.
error-support-not-read = This was not read in this session
    .why = Nothing is read again for this file.
    .next = Sign in, and make the file again.
error-usage-support-part = There is no such part of a support file
    .why = { $part } is none of: { $parts }.
    .next = Use one of these names.
error-recording-agree = Nothing was recorded
    .why = Recording saves answers of your tenant, and you did not agree to that.
    .next = Run the command again and agree, or use --agree in an unattended run.
error-recording-empty = Nothing was recorded
    .why = No request got an answer ({ $reason }).
    .next = Check the connection and your permissions, and try again.
error-recording-leak = The recording was not saved: it still contains private data
    .why = The scan of the finished file found { $kind ->
        [secret] a secret
        [credential] what looks like a credential
        [name] somebody’s name
        [number] somebody’s number
       *[other] an ID of the tenant
     } in { $document }, at { $place }. Total places: { $count }.
    .next = Try again; the replacement names are different each time. If it happens again, report the place to support.
error-recording-not-written = The recording could not be saved
    .why = { $file }: { $reason }.
    .next = Choose another folder. Nothing was written.
error-recording-unreadable = This recording cannot be read
    .why = { $file } is damaged, too large, or contains something that does not belong in a recording (part: { $part }).
    .next = Ask for the file again. Nothing of it was used.
error-usage-record = CloudGate can only be recorded with a saved setup
    .why = The Tenant URL and the token come from a saved setup.
    .next = Add --setup SETUP, or leave out --with-cloudgate and --token-stdin.
