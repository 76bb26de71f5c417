# What was changed in the portal, as the status command and the Health page say it.

drift-by = { $change } ({ $who }, { $when })
drift-job-removed = Provisioning was removed from the application.
drift-job-replaced = Provisioning was removed and set up again; Entra has forgotten which accounts it manages.
drift-job-stopped = Provisioning was turned off.
drift-job-started = Provisioning was turned on.
drift-url = Tenant URL: was { $old }, now { $new }.
drift-notification = { $new ->
        [none] Notification email: was { $old }, now off.
       *[other] { $old ->
            [none] Notification email: was off, now { $new }.
           *[other] Notification email: was { $old }, now { $new }.
        }
    }
drift-deletion-limit = { $new ->
        [0] Accidental deletion prevention: was on ({ $old }), now off.
       *[other] { $old ->
            [0] Accidental deletion prevention: was off, now on ({ $new }).
           *[other] Accidental deletion threshold: was { $old }, now { $new }.
        }
    }
drift-scope = { $new ->
        [all] Scope: was assigned users and groups only, now all users and groups.
       *[assigned] Scope: was all users and groups, now assigned users and groups only.
    }
drift-skip-deletions = { $new ->
        [on] Users who leave the scope are no longer disabled (SkipOutOfScopeDeletions was turned on).
       *[off] Users who leave the scope are disabled again (SkipOutOfScopeDeletions was turned off).
    }
drift-authentication = { $new ->
        [none] The authentication method was reset.
       *[other] Authentication method: now { $new }.
    }
drift-token-gone = The secret token was removed.
drift-row-changed = { $field ->
        [expression] Mapping of { $name } ({ $kind }): was { $old }, now { $new }.
        [default] Default value of { $name } ({ $kind }): was “{ $old }”, now “{ $new }”.
        [matching] Matching precedence of { $name } ({ $kind }): was { $old }, now { $new }.
       *[other] Mapping of { $name } ({ $kind }), { $field }: was { $old }, now { $new }.
    }
drift-row-added = Mapping of { $name } ({ $kind }) was added: { $new }.
drift-row-removed = Mapping of { $name } ({ $kind }) was removed: { $old }.
drift-filter-added = Scoping filter “{ $name }” ({ $kind }) was added: { $new }.
drift-filter-removed = Scoping filter “{ $name }” ({ $kind }) was removed: { $old }.
drift-filter-changed = Scoping filter “{ $name }” ({ $kind }): was { $old }, now { $new }.
drift-mapping-added = A mapping for objects of type { $kind } was added.
drift-mapping-removed = The mapping for objects of type { $kind } was removed.
drift-mapping-changed = { $field ->
        [enabled] { $new ->
            [True] Provisioning of objects of type { $kind } was turned on.
           *[False] Provisioning of objects of type { $kind } was turned off.
        }
        [actions] Actions for objects of type { $kind }: were { $old }, now { $new }.
       *[other] Mapping for objects of type { $kind }, { $field }: was { $old }, now { $new }.
    }
drift-assigned = { $count ->
        [one] { $names } was assigned to the application.
       *[other] { $count } users or groups were assigned to the application: { $names }{ $more ->
            [0] .
           *[other] , and { $more } more.
        }
    }
drift-unassigned = { $count ->
        [one] The assignment of { $names } was removed.
       *[other] { $count } assignments were removed: { $names }{ $more ->
            [0] .
           *[other] , and { $more } more.
        }
    }
