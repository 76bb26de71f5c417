"""Step 7: user mappings."""

from __future__ import annotations

from wizard.ui.pages.mapping_page import MappingPage


class StepPage(MappingPage):
    step_id = "users"
    kind = "User"
    rows_answer = "user_rows"
    actions_answer = "user_actions_all"
