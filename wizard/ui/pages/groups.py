"""Step 8: group mappings."""

from __future__ import annotations

from wizard.ui.pages.mapping_page import MappingPage


class StepPage(MappingPage):
    step_id = "groups"
    kind = "Group"
    rows_answer = "group_rows"
    actions_answer = "group_actions_all"
