preview-people = Reading the people in scope
preview-tenant = Reading people, groups and assignments
preview-links = Reading which accounts Entra has linked
preview-planning = Computing what would happen
preview-run = &Preview
preview-again = Run again
preview-pause = Pause
preview-resume = Go on
preview-early = the first people; everybody else is being read
preview-export = Export…
preview-running = Preparing the preview
preview-none = Not looked at yet
preview-none-help = The preview reads Entra and CloudGate and writes to neither.
preview-tile-create = users created
preview-tile-update = users updated
preview-tile-disable = users disabled
preview-tile-skip = skipped, with reasons
preview-tile-clash = { $count ->
    [one] problem to solve first
   *[other] problems to solve first
}
preview-operations = Operations
preview-filter = Filter by name or reason…
preview-column-would = Would
preview-column-object = Name
preview-column-kind = Kind
preview-column-key = Matching value
preview-column-why = Why / what changes
preview-kind-User = user
preview-kind-Group = group
preview-change = { $target }: “{ $old }” → “{ $new }”
preview-set = { $target }: “{ $new }”
preview-exported = Saved as { $file }
preview-pick-file = Save the preview
preview-stale = answers changed since; run it again
preview-requests = Requests that Entra would send
preview-title = What the first sync would do
preview-changed = { $count ->
    [0] Nothing is different from the run before
    [one] One operation is different from the run before
   *[other] { $count } operations are different from the run before
}
preview-changed-names = { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}
