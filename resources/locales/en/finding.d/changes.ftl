# What the patch probe found out about changes. $paths: attributes; $detail: the server's own words.

finding-change-nothing = Nobody could ever be changed or disabled in CloudGate
    .cause = No change was carried out, neither with nor without the feature flag. { finding-change-nothing.said }
    .fix = Show CloudGate's support this result before you turn provisioning on: users would be created and never change, and people who leave would keep their access.
    .said = { $how ->
        [refused] CloudGate answered { $status }: { $detail }
        [ignored] CloudGate accepted the request, and nothing changed.
       *[wrong] CloudGate accepted the request and did something else.
    }{ $form ->
        [one] {" "}The other form of the request works.
       *[every] {""}
    }
finding-change-neither-form = Neither form of changes does everything that Entra needs
    .cause = With the feature flag some changes fail, without it others do.
    .fix = { $users ->
        [flag] Ask CloudGate's support. Until then provision users only, with ?aadOptscim062020 at the end of the Tenant URL.
        [none] Ask CloudGate's support. Until then provision users only, without a flag in the Tenant URL.
        [any] Ask CloudGate's support. Until then provision users only; for them the flag makes no difference.
       *[neither] Show CloudGate's support this result before you turn provisioning on.
    }
finding-change-create-user = Users cannot be created as Entra creates them
    .cause = { $note ->
        [saved-anyway] CloudGate answered { $status } ({ $detail }) although it saved the account. Entra records a failure.
        [no-id] CloudGate created the account, but its answer has no id. Entra records a failure and cannot manage the account.
        [not-there] CloudGate answered that the account was created, but it cannot be read by its id.
       *[other] CloudGate answered { $status }: { $detail }
    }
    .fix = Show CloudGate's support this result. Compare the attributes it requires with the user mapping.
finding-change-keep-attributes = CloudGate does not keep every attribute that is mapped
    .cause = After creation these attributes were missing or had other values: { $paths }
    .fix = Remove them from the user mapping, or ask CloudGate's support to store them. Entra will report success all the same.
finding-change-find-user = A user who exists is not found
    .cause = { finding-change-nothing.said } { $note ->
        [several] The search by { $paths } found more than one account.
       *[other] The search was by { $paths }.
    }
    .fix = Show CloudGate's support this result before you turn provisioning on: existing users could be created again, or fail.
finding-change-disable = Nobody could be disabled in CloudGate
    .cause = { $note ->
        [along] Disabling alone works. But Entra sends along what CloudGate does not keep ({ $paths }), and together: { finding-change-nothing.said }
       *[other] { finding-change-nothing.said }
    }
    .fix = { $note ->
        [along] Remove these attributes from the user mapping, or show CloudGate's support this result. Until then people who leave keep their access.
       *[other] Show CloudGate's support this result. Until it is fixed, people who leave keep their access.
    }
finding-change-enable = Nobody could be enabled again in CloudGate
    .cause = { finding-change-nothing.said }
    .fix = Show CloudGate's support this result. People who return stay disabled until it is fixed.
finding-change-add = CloudGate does not take an attribute that is added
    .cause = { finding-change-nothing.said } Attribute: { $paths }
    .fix = Show CloudGate's support this result. Such updates will fail in every cycle.
finding-change-replace = CloudGate does not take an attribute that is changed
    .cause = { finding-change-nothing.said } Attribute: { $paths }
    .fix = Show CloudGate's support this result. Such updates will fail in every cycle.
finding-change-new-element = CloudGate does not take the first value of a list element
    .cause = { finding-change-nothing.said } Attributes: { $paths }
    .fix = Show CloudGate's support this result. A person who gets a first phone number or address later fails in every cycle; the other changes of that person fail with it.
finding-change-element = CloudGate does not take a changed value of a list element
    .cause = { finding-change-nothing.said } Attribute: { $paths }
    .fix = Show CloudGate's support this result. Such updates will fail in every cycle.
finding-change-several = CloudGate does not take several changes at once
    .cause = { finding-change-nothing.said } Attributes: { $paths }
    .fix = Show CloudGate's support this result, or remove these attributes from the user mapping. One that fails takes the other changes of that person with it.
finding-change-manager = CloudGate does not take a manager as Entra sends one
    .cause = { finding-change-nothing.said } { $note ->
        [object] It does take an object with the id in “value”, which Entra does not send.
        [array] It does take a list of objects, which Entra does not send.
       *[other] Entra sends the manager's id as plain text.
    }
    .fix = Show CloudGate's support this result, or remove the manager from the user mapping. Until then no manager is set, and each attempt is reported as a failure.
finding-change-manager-clear = CloudGate does not clear a manager as Entra asks for it
    .cause = { finding-change-nothing.said } Entra sends an empty text.
    .fix = Show CloudGate's support this result. Until then a person whose manager is removed keeps the old one.
finding-change-create-group = Groups cannot be created as Entra creates them
    .cause = { $note ->
        [core-schema] CloudGate answered { $status } ({ $detail }) to the schema that Entra names in addition to the standard one. Without it the group was created.
        [saved-anyway] CloudGate answered { $status } ({ $detail }) although it saved the group. Entra records a failure.
        [no-id] CloudGate created the group, but its answer has no id. Entra records a failure.
        [not-there] CloudGate answered that the group was created, but it cannot be read by its id.
       *[other] CloudGate answered { $status }: { $detail }
    }
    .fix = Show CloudGate's support this result. Until it is fixed, turn the group mapping off and provision users only.
finding-change-find-group = A group that exists is not found as Entra searches for it
    .cause = { finding-change-nothing.said } { $note ->
        [members] Its members came along although the request excluded them.
        [several] The search by { $paths } found more than one group.
       *[other] The search was by { $paths }, members excluded.
    }
    .fix = Show CloudGate's support this result. Until it is fixed, turn the group mapping off and provision users only.
finding-change-rename-group = CloudGate does not take a group's new name
    .cause = { finding-change-nothing.said }
    .fix = Show CloudGate's support this result. Groups keep their old names until it is fixed.
finding-change-add-members = Members cannot be added to a group
    .cause = { finding-change-nothing.said }
    .fix = Show CloudGate's support this result. Until it is fixed, turn the group mapping off and provision users only.
finding-change-has-member = CloudGate cannot tell whether a user is a member of a group
    .cause = { finding-change-nothing.said } Entra asks this before it changes members.
    .fix = Show CloudGate's support this result. Members may not be added or removed; until it is fixed, turn the group mapping off and provision users only.
finding-change-remove-member = { $note ->
        [emptied] When one member leaves, CloudGate removes all members of the group
       *[other] A member cannot be removed from a group
    }
    .cause = { $note ->
        [emptied] A group with two members lost both when one of them was removed as Entra does it. { $form ->
            [one] The other form of the request works.
           *[every] The other form does not work either.
        }
       *[other] { finding-change-nothing.said }
    }
    .fix = Show CloudGate's support this result. Until it is fixed, turn the group mapping off and provision users only.
finding-change-delete-group = Groups are not deleted
    .cause = { $note ->
        [disabled-only] CloudGate only disabled the group.
       *[other] { finding-change-nothing.said }
    }
    .fix = Show CloudGate's support this result. Groups that are deleted in Entra stay in CloudGate.
finding-change-delete-user = Users are not deleted
    .cause = { $note ->
        [disabled-only] CloudGate answered success and only disabled the account. It can still be read.
       *[other] { finding-change-nothing.said }
    }
    .fix = Show CloudGate's support this result. People who are deleted in Entra stay in CloudGate, and their user names stay taken.
finding-change-left-behind = { $count ->
        [one] A test object is still in CloudGate
       *[other] { $count } test objects are still in CloudGate
    }
    .cause = Could not be removed, or nobody can tell: { $names }
    .fix = Delete what is still there in CloudGate yourself.
