preview-people = Reading the people in scope
preview-tenant = Reading people, groups and assignments
preview-links = Reading which accounts Entra has linked
preview-planning = Calculating what would happen
preview-run = &Preview
preview-again = Refresh
preview-pause = Pause
preview-resume = Resume
preview-early = results for the first users; the rest is still being read
preview-export = Export…
preview-running = Preparing the preview
preview-none = No preview yet
preview-none-help = The preview only reads from Entra and CloudGate. It changes nothing.
preview-operations = Planned changes
preview-preparing = The preview is being prepared
preview-values = Values that would be sent
preview-column-attribute = CloudGate attribute
preview-column-now = Now
preview-column-after = After
preview-technical-show = Technical details
preview-technical-hide = Hide technical details
preview-filter = Filter by name or reason…
preview-column-would = Action
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
preview-file = { $setup } - CloudGate preview
preview-stale = your answers have changed; run the preview again
preview-requests = Requests that Entra would send
preview-title = What the first sync would do
preview-changed = { $count ->
    [0] No changes since the previous run
    [one] 1 planned change differs from the previous run
   *[other] { $count } planned changes differ from the previous run
}
preview-changed-names = { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}
