groups-field-groups-enabled = Provision groups to CloudGate
groups-field-group-rows = Group mappings
groups-field-group-actions-all = Allow create, update and delete
