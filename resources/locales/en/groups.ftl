groups-field-groups-enabled = Provision groups to CloudGate
groups-field-group-rows = Group mappings
groups-field-group-actions-all = Turn on create, update and delete where they are off
    .help = “No” leaves the actions of the mapping as they are in Entra. A mapping that was not changed has all three on.
