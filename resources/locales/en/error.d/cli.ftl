error-usage-token-stdin = The token is read from standard input only
    .why = On the command line, other people on this computer could see it.
    .next = Add --token-stdin and give the token on standard input.
error-usage-answers = The answers cannot be used
    .why = { $file }{ $line ->
        [0] {""}
       *[other] , line { $line }, column { $column }
    }: { $problem ->
        [unreadable] it cannot be read ({ $detail }).
        [encoding] it is not UTF-8 text, or UTF-16 text with a byte order mark. Save it as UTF-8.
        [json] this is not JSON ({ $detail }).
        [toml] this is not TOML ({ $detail }).
        [object] an object with keys is expected, { "{" } … { "}" }.
        [secret] “{ $name }”: secrets do not belong in a file. Use --token-stdin.
        [internal] “{ $name }” is set by the program and cannot be an answer.
        [twice] “{ $name }” appears twice.
        [unknown] there is no answer “{ $name }”. Did you mean { $detail }?
        [strange] there is no answer “{ $name }”.
        [choice] “{ $name }” must be one of { $detail }.
        [check] “{ $name }”: { $detail }.
       *[kind] “{ $name }” must be { $detail ->
            [flag] true or false, without quotes
            [number] a whole number of at most 15 digits
            [rows] a list of attributeMapping objects
            [filter] a list of filterGroup objects
            [assignments] a list of usernames and group names
           *[text] text in quotes
        }.
    }
    .next = Correct the file and start again; nothing was done. “cloudgate-setup setup --print-answers” shows what it can contain.
error-usage-nobody-asked = Standard input is not a terminal, so no questions can be asked
    .why = A new setup needs answers, and none were given.
    .next = Run the command in a terminal, or give --answers FILE. “cloudgate-setup setup --print-answers” prints a template.
error-usage-file = The file cannot be used
    .why = { $file }: { $reason }
    .next = Correct the path or the file.
error-usage-json = The file is not valid JSON
    .why = { $file }, line { $line }, column { $column }.
    .next = Correct the file at this place.
error-usage-json-empty = The file is empty
    .why = { $file } contains only whitespace.
    .next = Export it again.
error-usage-json-twice = The file has a name twice in one object
    .why = { $file } has “{ $name }” more than once in the same object, so it is not clear which value to use.
    .next = Remove one of the two.
error-file-encoding = The file is not UTF-8
    .why = { $kind ->
        [ansi] { $file } is not UTF-8 from line { $line } on. It probably uses an ANSI code page, as written by Excel and some editors. The file does not say which one.
        [cut] { $file } ends in the middle of a character (line { $line }). It was probably not written or copied completely.
        [zip] { $file } is a ZIP archive or an Excel workbook, not a text file.
        [office] { $file } is an Excel or Office file, not a text file.
        [pdf] { $file } is a PDF, not a text file.
        [gzip] { $file } is compressed.
       *[binary] { $file } contains bytes that are not text (line { $line }).
    }
    .next = { $kind ->
        [ansi] Save it as UTF-8: in Excel as “CSV UTF-8 (comma delimited)”, in PowerShell with Export-Csv -Encoding UTF8 or Out-File -Encoding utf8, in Notepad with “Encoding: UTF-8”. UTF-16 is read too.
        [cut] Export it again.
        [gzip] Unpack it first.
       *[other] In Excel save it as “CSV UTF-8 (comma delimited)”, or use the file that the export created.
    }
error-file-partial = { $file } contains only part of the list
    .why = { $why ->
        [next] “{ $part }” has { $rows ->
            [one] 1 entry
           *[other] { $rows } entries
        } and a link to a next page.
        [total] “{ $part }” has { $rows ->
            [one] 1 entry
           *[other] { $rows } entries
        }, but says that there are { $total }.
       *[start] “{ $part }” begins with entry { $start }.
    } The plan would be wrong for people who are missing: they would be left out, or created a second time.
    .next = Fetch all pages and put them in one file: one list, a list of the pages, or the pages one after another. With --partial, the incomplete file is used anyway, and the result is marked.
error-usage-cases = The file contains no cases
    .why = { $file } is not a list of objects with an expression.
    .next = Give a JSON list whose entries have expression, attributes and expected.
error-usage-time = “{ $value }” is not a valid time
    .next = Write it like 2026-01-31T09:30:00Z.
error-usage-mappings-eval = Give one expression, or a file of cases
    .next = For example: mappings eval "ToLower([mail])" with --attributes person.json.
error-usage-function = There is no function { $name }
    .why = Names are case-sensitive.
    .next = { $count ->
        [0] “cloudgate-setup mappings functions” lists all of them.
       *[other] Did you mean { $near }?
    }
error-usage-finding = There is no finding “{ $name }”
    .why = The ID must be complete, in lower case.
    .next = { $count ->
        [0] “cloudgate-setup doctor list” lists all of them.
       *[other] Did you mean { $near }? “cloudgate-setup doctor list” lists all of them.
    }
error-people-shape = The people or attributes cannot be read
    .why = { $file } { $expected ->
        [nothing] does not contain a list of people, neither at the top level nor under “people” or “value”.
        [list] has no list under “{ $part }”.
        [object] has something other than an object of names and values as entry { $number } of “{ $part }”.
        [principal] names nobody in entry { $number } of “{ $part }”: an ID, a name, or an object with an ID is expected.
        [unknown] names “{ $field }” in entry { $number } of “{ $part }”, which is not a person or group in the file.
        [same-name] has two names for the same attribute with different values in entry { $number } of “{ $part }”: { $field }.
        [no-person] has something that is not a person ({ $field }) as entry { $number } of “{ $part }”.
        [twice] has the ID “{ $field }” a second time, as entry { $number } of “{ $part }”.
        [flag] has something other than true or false as “{ $field }” in entry { $number } of “{ $part }”.
       *[value] has something other than text, a whole number, a boolean, a list of texts or null as “{ $field }” in entry { $number } of “{ $part }”.
    }
    .next = Correct the file at this place. “cloudgate-setup rehearse --help” explains what it can contain.
error-people-csv = { $file } cannot be used as a table of people
    .why = { $problem ->
        [titles] The title row (line { $line }) has none of the titles userPrincipalName, displayName and mail. It has: { $names }{ $more ->
            [0] {""}
           *[other] {" "}and { $more } more
        }.
        [no-titles] The first line is not a title row; it looks like a person. The titles userPrincipalName, displayName or mail are expected.
        [cells] Line { $line } has { $cells } cells, and there are { $titles } titles. The first one too many begins “{ $value }”. A separator inside a value needs quotes around the value.
        [line-break] Line { $line } ends too early, and the next one has the rest. A line break inside a value needs quotes around the value.
        [twice] Columns { $first } and { $second } of the title row (line { $line }) have the same meaning: { $value }.
        [nobody] Line { $line } has no username, name, email address or object ID.
       *[broken] Line { $line } is not valid CSV: there is a missing or extra quote.
    }
    .next = { $problem ->
        [twice] Remove one of the two columns.
       *[other] Download the users again in the portal, as CSV, or correct the line.
    }
error-people-nobody = { $file } contains no people
    .why = The file can be read, but it has no entries.
    .next = Export the people again.
error-people-names = The people in { $file } cannot be identified
    .why = No entry has userPrincipalName, displayName, mail, mailNickname or id. Not recognized: { $names ->
        [0] –
       *[other] { $names }{ $more ->
            [0] {""}
           *[other] {" "}and { $more } more
        }
    }.
    .next = Use the property names of Microsoft Graph, in any letter case. docs/files.md lists the forms.
error-people-not-read = { $file } lacks attributes that { $role ->
        [filter] the scoping filter “{ $target }”
       *[matching] the matching attribute { $target }
    } uses
    .why = It has no { $names }. A missing property is not the same as an empty one: it is not known who { $role ->
        [filter] is in scope
       *[matching] has an account already
    }.
    .next = Export the people with it, for example with GET /users?$select=… of Microsoft Graph, or with Get-MgUser -All -Property …. If nobody has a value, add the property with null, or an empty column.
error-people-no-members = { $file } does not contain the members of assigned groups
    .why = Without “members”, it is not known who is in { $names }{ $more ->
        [0] {""}
       *[other] {" "}and { $more } more
    }.
    .next = Add the members (GET /groups/ID/members), or an empty list if there are none; or use --scope all.
error-accounts-user-name = { $file } does not show who the accounts belong to
    .why = No account in it has a userName, so everybody would be planned as new.
    .next = Export the accounts with all attributes: GET /Users without “attributes”.
error-accounts-same-name = { $file } has two values for one attribute
    .why = Account { $number } has { $names }, which differ only in letter case. SCIM treats them as the same attribute.
    .next = Export the accounts again, or remove one of the two.
error-plan-shape = { $file } is not a saved plan
    .why = { $number ->
        [0] It has no “operations”.
       *[other] Operation { $number } in it is damaged.
    }
    .next = Use a file created by “rehearse --json” or exported from the preview.
error-usage-arguments = The command is not valid
    .why = { $problem ->
        [required] This is missing: { $name }.
        [one-of] One of these is needed: { $name }.
        [unknown] This is not known here: { $name }.
        [together] { $name } and { $value } exclude each other.
        [choice] { $name } is “{ $value }”, which is not one of { $choices }.
        [number] { $name } is “{ $value }”, which is not a whole number of at most 15 digits.
        [no-value] { $name } takes no value, and “{ $value }” was given.
        [value] { $name } needs a value.
       *[other] { $reason }
    }
    .next = “{ $program } --help” explains it.
error-usage-yes = Setup { $id } was not deleted
    .why = You did not agree to it.
    .next = Run the command in a terminal and answer y, or add --yes.
error-usage-overwrite = { $file } exists already, and was not replaced
    .why = You did not agree to it.
    .next = Choose another name, or add --overwrite.
error-program-fault = The program has an internal error
    .why = It happened at { $place }.
    .next = Try again. If it happens again, tell support this place. Set the environment variable { $variable }=1 to print more details. They may include what you typed.
error-usage-agree = This creates test objects in CloudGate
    .why = The test needs temporary accounts and groups to change. It deletes them at the end.
    .next = Run the command again with --agree.
error-usage-rehearse = It is not clear what to rehearse
    .why = Choose one of three: a saved setup, the practice company, or files of people and mappings. Use only options that belong to it.
    .next = Give the ID or name of a saved setup (“setups list” shows them), or --practice, or --schema FILE --people FILE with --accounts FILE if CloudGate has accounts.
error-usage-limit = { $value } is not a valid limit
    .next = Enter how many people may be disabled or deleted: 0 or more.
error-usage-against = A comparison can only be shown as text or JSON
    .next = Leave --csv or --html out, or --against.
error-setup-practice = The practice company of setup { $id } cannot be restored
    .why = The file that holds it is missing or damaged, or a newer version of this program wrote it.
    .next = Continue with “setup --setup { $id }”, which continues in a new company; or use “rehearse --practice”.
error-recording-practice = Setup { $id } belongs to the practice company
    .why = A recording shows what the real Entra answers; the practice company’s answers are known.
    .next = Record with the id of a setup of a real tenant, or with --tenant.
error-accounts-shape = { $file } contains no accounts
    .why = { $number ->
        [0] { $part ->
            [users] There is no list of SCIM resources under “users”.
            [groups] There is no list of SCIM resources under “groups”.
           *[other] A JSON list of SCIM resources is expected, alone or under “Resources”, or an object with “users” and “groups”.
        }
       *[other] Entry { $number } is not a SCIM resource.
    }
    .next = Export the accounts again, or leave the file out.
error-usage-match-audit-form = Matching problems can only be shown as text or JSON
    .why = --csv and --html are for the plan.
    .next = Leave them out, or use --json.
error-answer-needed = An answer is needed
    .next = Type one.
error-answer-number = “{ $value }” is not a whole number
    .next = Type digits only.
error-assign-name-unknown = There is no user or group “{ $name }”
    .why = Usernames, email addresses and display names must match completely. Letter case does not matter.
    .next = { $near ->
        [none] Check the spelling in the answers file.
       *[other] Did you mean one of these: { $near }? Correct the answers file.
    }
error-assign-name-several = { $count } users or groups are named “{ $name }”
    .why = These match: { $names }.
    .next = Use the user principal name (UPN) instead, or rename one of the groups.
error-setup-not-found = There is no saved setup “{ $text }”
    .next = { $count ->
        [0] There are no saved setups. Begin a new one with “cloudgate-setup setup”.
       *[other] These are saved: { $names }. “cloudgate-setup setups list” shows all of them.
    }
error-setup-several = “{ $text }” matches { $count } saved setups
    .why = These match: { $names }.
    .next = Enter the ID instead, or its beginning if it is unique.
error-step-first = Step { $number }, { $title }, has to be done first
    .why = The following steps depend on it.
    .next = Repeat that step, or do it in the portal and check it here.
error-step-not-passed = “{ $title }” has not passed its test, so nothing was written to your tenant
    .why = Entra could not connect to CloudGate with these values.
    .next = Fix what the test found, and run it again. In an unattended run, set “{ $consent }” to true in the answers file to continue anyway.
error-consent-needed = Provisioning was not turned on
    .why = This needs your agreement, which is not in the answers. All earlier steps are done and saved.
    .next = Check the summary, set “{ $consent }” to true in the answers file, and continue this setup.
error-removals-not-allowed = This would disable or delete { $count } people and groups; nothing was done
    .why = More than { $limit } need your agreement.
    .next = If this is intended, add "allow_removals": { $count } to the answers and run it again.
error-accounts-left-not-allowed = Entra would no longer manage { $count } accounts; nothing was done
    .why = The Tenant URL belongs to a different application than the one whose accounts Entra remembers. More than { $limit } need your agreement.
    .next = If this is intended, add "allow_removals": { $count } to the answers and run it again.
error-removals-unknown = It is not known who this would affect; nothing was done
    .why = CloudGate or the people in Entra cannot be read.
    .next = Fix that and run it again, or add "allow_unknown": true to the answers.
error-not-wanted = Nothing was done
    .why = You did not agree to what would happen.
    .next = Change your answers, or continue this setup another time.
