# What the patch probe found out about changes. $paths: attributes; $detail: the server's own words.

finding-change-nothing = No user can be changed or disabled in CloudGate
    .cause = No change worked, with or without the feature flag. { finding-change-nothing.said }
    .fix = Show this result to CloudGate support before you turn provisioning on: users would be created but never updated, and people who leave would keep their access.
    .said = { $how ->
        [refused] CloudGate answered { $status }: { $detail }
        [ignored] CloudGate accepted the request, but nothing changed.
       *[wrong] CloudGate accepted the request, but did something else.
    }{ $form ->
        [one] {" "}The other form of the request works.
       *[every] {""}
    }
finding-change-neither-form = Changes do not fully work with or without the feature flag
    .cause = Some changes fail with the feature flag, others fail without it.
    .fix = { $users ->
        [flag] Ask CloudGate support. Until then provision users only, with ?aadOptscim062020 at the end of the Tenant URL.
        [none] Ask CloudGate support. Until then provision users only, without a flag in the Tenant URL.
        [any] Ask CloudGate support. Until then provision users only; for them the flag makes no difference.
       *[neither] Show this result to CloudGate support before you turn provisioning on.
    }
finding-change-create-user = Users cannot be created the way Entra creates them
    .cause = { $note ->
        [saved-anyway] CloudGate answered { $status } ({ $detail }) although it saved the account. Entra records a failure.
        [no-id] CloudGate created the account, but its answer has no id. Entra records a failure and cannot manage the account.
        [not-there] CloudGate answered that the account was created, but it cannot be read by its id.
       *[other] CloudGate answered { $status }: { $detail }
    }
    .fix = Show this result to CloudGate support. Compare the attributes it requires with the user mapping.
finding-change-keep-attributes = CloudGate does not store every mapped attribute
    .cause = After creation these attributes were missing or had other values: { $paths }
    .fix = Remove them from the user mapping, or ask CloudGate support to store them. Entra will report success anyway.
finding-change-find-user = An existing user is not found
    .cause = { finding-change-nothing.said } { $note ->
        [several] The search by { $paths } found more than one account.
       *[other] It searched by { $paths }.
    }
    .fix = Show this result to CloudGate support before you turn provisioning on: existing users could be created again, or fail.
finding-change-disable = Users cannot be disabled in CloudGate
    .cause = { $note ->
        [along] Disabling alone works. But Entra also sends attributes that CloudGate does not store ({ $paths }). Together: { finding-change-nothing.said }
       *[other] { finding-change-nothing.said }
    }
    .fix = { $note ->
        [along] Remove these attributes from the user mapping, or show CloudGate support this result. Until then people who leave keep their access.
       *[other] Show this result to CloudGate support. Until it is fixed, people who leave keep their access.
    }
finding-change-enable = Users cannot be enabled again in CloudGate
    .cause = { finding-change-nothing.said }
    .fix = Show this result to CloudGate support. People who return stay disabled until it is fixed.
finding-change-add = CloudGate does not accept an added attribute
    .cause = { finding-change-nothing.said } Attribute: { $paths }
    .fix = Show this result to CloudGate support. Such updates will fail in every cycle.
finding-change-replace = CloudGate does not accept a changed attribute
    .cause = { finding-change-nothing.said } Attribute: { $paths }
    .fix = Show this result to CloudGate support. Such updates will fail in every cycle.
finding-change-new-element = CloudGate does not accept the first value of a list element
    .cause = { finding-change-nothing.said } Attributes: { $paths }
    .fix = Show this result to CloudGate support. If a user gets a first phone number or address later, all changes of that user fail in every cycle.
finding-change-element = CloudGate does not accept a changed value of a list element
    .cause = { finding-change-nothing.said } Attribute: { $paths }
    .fix = Show this result to CloudGate support. Such updates will fail in every cycle.
finding-change-several = CloudGate does not accept several changes at once
    .cause = { finding-change-nothing.said } Attributes: { $paths }
    .fix = Show this result to CloudGate support, or remove these attributes from the user mapping. If one change fails, all other changes of that user fail too.
finding-change-manager = CloudGate does not accept a manager the way Entra sends it
    .cause = { finding-change-nothing.said } { $note ->
        [object] It accepts an object with the id in “value”, which Entra does not send.
        [array] It accepts a list of objects, which Entra does not send.
       *[other] Entra sends the manager’s id as plain text.
    }
    .fix = Show this result to CloudGate support, or remove the manager from the user mapping. Until then no manager is set, and each attempt is reported as a failure.
finding-change-manager-clear = CloudGate does not clear a manager the way Entra requests it
    .cause = { finding-change-nothing.said } Entra sends an empty text.
    .fix = Show this result to CloudGate support. Until then a person whose manager is removed keeps the old one.
finding-change-create-group = Groups cannot be created the way Entra creates them
    .cause = { $note ->
        [core-schema] CloudGate answered { $status } ({ $detail }) to the schema that Entra names in addition to the standard one. Without it the group was created.
        [saved-anyway] CloudGate answered { $status } ({ $detail }) although it saved the group. Entra records a failure.
        [no-id] CloudGate created the group, but its answer has no id. Entra records a failure.
        [not-there] CloudGate answered that the group was created, but it cannot be read by its id.
       *[other] CloudGate answered { $status }: { $detail }
    }
    .fix = Show this result to CloudGate support. Until it is fixed, turn the group mapping off and provision users only.
finding-change-find-group = An existing group is not found the way Entra searches for it
    .cause = { finding-change-nothing.said } { $note ->
        [members] Its members were included although the request excluded them.
        [several] The search by { $paths } found more than one group.
       *[other] It searched by { $paths }, with members excluded.
    }
    .fix = Show this result to CloudGate support. Until it is fixed, turn the group mapping off and provision users only.
finding-change-rename-group = CloudGate does not accept a new name for a group
    .cause = { finding-change-nothing.said }
    .fix = Show this result to CloudGate support. Groups keep their old names until it is fixed.
finding-change-add-members = Members cannot be added to a group
    .cause = { finding-change-nothing.said }
    .fix = Show this result to CloudGate support. Until it is fixed, turn the group mapping off and provision users only.
finding-change-has-member = CloudGate cannot tell whether a user is a member of a group
    .cause = { finding-change-nothing.said } Entra asks this before it changes members.
    .fix = Show this result to CloudGate support. Members may fail to be added or removed. Until it is fixed, turn the group mapping off and provision users only.
finding-change-remove-member = { $note ->
        [emptied] When one member leaves, CloudGate removes all members of the group
       *[other] A member cannot be removed from a group
    }
    .cause = { $note ->
        [emptied] A group with two members lost both when one was removed the way Entra does it. { $form ->
            [one] The other form of the request works.
           *[every] The other form does not work either.
        }
       *[other] { finding-change-nothing.said }
    }
    .fix = Show this result to CloudGate support. Until it is fixed, turn the group mapping off and provision users only.
finding-change-delete-group = Groups are not deleted
    .cause = { $note ->
        [disabled-only] CloudGate only disabled the group.
       *[other] { finding-change-nothing.said }
    }
    .fix = Show this result to CloudGate support. Groups that are deleted in Entra stay in CloudGate.
finding-change-delete-user = Users are not deleted
    .cause = { $note ->
        [disabled-only] CloudGate answered success and only disabled the account. It can still be read.
       *[other] { finding-change-nothing.said }
    }
    .fix = Show this result to CloudGate support. People who are deleted in Entra stay in CloudGate, and their usernames stay in use.
finding-change-left-behind = { $count ->
        [one] A test object is still in CloudGate
       *[other] { $count } test objects are still in CloudGate
    }
    .cause = Not removed, or not known to be removed: { $names }
    .fix = Delete the remaining test objects in CloudGate yourself.
