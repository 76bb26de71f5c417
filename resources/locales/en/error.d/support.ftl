error-support-missing = The support file cannot be read
    .why = { $file }: { $reason }.
    .next = Check the place and your rights, and try again.
error-support-not-archive = This is no support file
    .why = { $file } is something else, or was cut off on its way (part: { $part }).
    .next = Ask for the file once more.
error-support-damaged = The support file is damaged
    .why = A part of { $file } is not what it was when the file was made: { $part }.
    .next = Ask for the file once more. Nothing of it was used.
error-support-unsafe = The support file was refused
    .why = { $file } holds something that no support file holds (part: { $part }).
    .next = Do not open it in another program. Ask its sender where it comes from.
error-support-too-large = The support file is too large
    .why = { $file } unpacks to more than this program takes (part: { $part }).
    .next = Ask for a file without people or without the log.
error-support-newer = The support file was made by a newer version
    .why = { $file } has format version { $version }, made by version { $program }.
    .next = Install the newest version of this program, and open the file again.
error-support-not-written = The support file could not be saved
    .why = { $file }: { $reason }.
    .next = Choose another folder. Nothing was written.
error-support-leak = The support file was not saved: something remains in it
    .why = Looking through the finished file found { $kind ->
        [secret] a secret
        [credential] what looks like a credential
        [name] somebody’s name
        [number] somebody’s number
       *[other] an id of the tenant
     } in { $document }, at { $place }. Places in all: { $count }.
    .next = Leave this part out, or choose configuration only. Tell support the place.
error-support-read-only = A support file is open
    .why = What you see is recorded. Nothing is sent, and nothing is written anywhere.
    .next = To try a change, start a practice company from the file.
error-support-not-recorded = This was not recorded
    .why = The file has no answer to { $method } { $path }.
    .next = Ask for a new file, made after this was looked at.
error-support-not-whole = This was recorded only in part
    .why = Of the answer to { $method } { $path } the file holds just the beginning.
    .next = Look at it under the recorded requests.
error-support-no-test = The file holds no test of the connection
    .why = It was made before Test Connection, or the findings were left out.
    .next = Ask for a new file, made after Test Connection.
error-support-no-people = The file holds no people
    .why = It was made as configuration only, or they could not be read.
    .next = Ask for a file with people under stand-in names.
error-support-attribute-not-read = The file does not hold { $attribute }
    .why = It was not mapped when the file was made, so it was not read.
    .next = Try the change in a practice company made from the file, or ask for a new file.
error-support-is-proposal = This file is a proposal
    .why = { $file } answers a support file; it holds no setup of its own.
    .next = Open the setup that it is for, then the proposal.
error-support-proposal-alone = This file is a proposal
    .why = { $file } answers a support file; it holds no setup of its own.
    .next = Open the setup that it is for, then go to the first page and open the proposal again.
error-support-sign-in-first = Sign in first
    .why = The proposal changes mappings, and what would be different is only known once today’s have been read.
    .next = Sign in on step 2, then open the proposal again.
error-support-is-case = This file is no proposal
    .why = { $file } is a support file of a whole setup.
    .next = Open it on the first page.
error-support-not-rehearsed = There is no preview yet
    .why = People were not read in this session.
    .next = Do the preview first.
error-support-not-read = This was not read in this session
    .why = Nothing is read anew for this file.
    .next = Sign in, and make the file again.
error-usage-support-part = There is no such part
    .why = { $part } is none of: { $parts }.
    .next = Use one of these names.
error-recording-agree = Nothing was recorded
    .why = Recording keeps answers of your tenant, and nobody agreed to that.
    .next = Run the command again and agree, or give --agree where nobody watches.
error-recording-empty = Nothing was recorded
    .why = No request got an answer ({ $reason }).
    .next = Check the connection and your rights, and try again.
error-recording-leak = The recording was not saved: something remains in it
    .why = Looking through the finished file found { $kind ->
        [secret] a secret
        [credential] what looks like a credential
        [name] somebody’s name
        [number] somebody’s number
       *[other] an id of the tenant
     } in { $document }, at { $place }. Places in all: { $count }.
    .next = Try again; the replacement names are other ones each time. Tell support the place if it happens again.
error-recording-not-written = The recording could not be saved
    .why = { $file }: { $reason }.
    .next = Choose another folder. Nothing was written.
error-recording-unreadable = This is no recording that can be read
    .why = { $file } is damaged, too large, or holds something that no recording holds (part: { $part }).
    .next = Ask for the file once more. Nothing of it was used.
error-usage-record = CloudGate can only be recorded with a saved setup
    .why = The Tenant URL and the token are those of a saved setup.
    .next = Add --setup SETUP, or leave out --with-cloudgate and --token-stdin.
