groups-field-groups-enabled = Provision groups to CloudGate
groups-field-group-rows = Group mappings
