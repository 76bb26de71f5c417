"""The card of step 9 with the scoping filters: those of the job until they are edited."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from wizard.mapping.filters import FilterGroup
from wizard.ui.layout import column, holder
from wizard.ui.pages.only_shown import hold
from wizard.ui.pages.scope_clause import Attributes, Faring
from wizard.ui.pages.scope_filters import FilterEditor
from wizard.ui.widgets.basic import Card, EmptyState, clear, label
from wizard.ui.widgets.buttons import LinkButton

if TYPE_CHECKING:
    from wizard.mapping import Schema
    from wizard.ui.pages.base import AnyPage


class FiltersCard(Card):
    """The filters. ``edited`` is called after each edit, once the answer is saved."""

    def __init__(self, page: AnyPage, edited: Callable[[], object]) -> None:
        super().__init__(page.t("scope-filters"), name="filtersCard")
        self._page, self._tell = page, edited
        self.schema: Schema | None = None
        self._attributes = Attributes()
        self._values: dict[str, Sequence[str]] = {}
        self.editors: list[FilterEditor] = []
        self.add_link = LinkButton(page.t("scope-add-filter"), self.add_filter, name="addFilter")
        self.add_to_head(self.add_link)
        self.none = EmptyState(page.t("scope-filters-none"), page.t("scope-filters-none-help"))
        self.add_flush(self.none)
        self._box = column(gap=8)
        self._host = holder(self._box)
        self.add(self._host)

    @property
    def groups(self) -> tuple[FilterGroup, ...]:
        """The filters as edited, or as the job has them."""
        edited = self._page.journey.answers.user_filter
        return self._saved if edited is None else tuple(FilterGroup.from_json(group) for group in edited)

    @property
    def _saved(self) -> tuple[FilterGroup, ...]:
        return self.schema.mapping("User").scope.groups if self.schema is not None else ()

    @property
    def sound(self) -> bool:
        """Whether Entra would accept every condition."""
        return all(editor.sound for editor in self.editors)

    def take_schema(self, schema: Schema) -> None:
        """Show the job's current filters. If they differ from the saved answer, the answer is dropped."""
        self.schema = schema
        self._attributes = Attributes(schema.source_attributes("User"), schema.language)
        if self._page.journey.was_saved(self._page.step_id) and self.groups != self._saved:
            self._page.journey.answer(user_filter=None)
        self.refresh()

    def refresh(self) -> None:
        """Rebuild the list of filters."""
        clear(self._box)
        groups = self.groups
        self.none.setVisible(not groups)
        self._host.setVisible(bool(groups))
        self.editors = []
        for number, group in enumerate(groups):
            if number:
                self._box.addWidget(label(self._page.t("scope-or"), "strong"))
            editor = FilterEditor(self._page.context, number, group, self._attributes, self._edited)
            editor.offer(self._values)
            self.editors.append(editor)
            self._box.addWidget(editor)
        if self._page.only_shown:
            hold(self._page)

    # --- editing

    def _edited(self, number: int, group: FilterGroup | None, rebuild: bool) -> None:
        groups = list(self.groups)
        groups[number : number + 1] = [] if group is None else [group]
        if group is None:
            self.add_link.setFocus()  # not the choice of the scope above, which the arrow keys change
        self._keep(groups, rebuild=rebuild)

    def _keep(self, groups: list[FilterGroup], *, rebuild: bool) -> None:
        same = tuple(groups) == self._saved
        self._page.journey.answer(user_filter=None if same else tuple(group.to_json() for group in groups))
        if rebuild:
            self.refresh()
        self._tell()

    def add_filter(self) -> None:
        """Add a filter with one condition."""
        names = {group.name for group in self.groups}
        number = next(n for n in range(len(names) + 1, 2 * len(names) + 2) if self._name(n) not in names)
        group = FilterGroup(self._name(number), (self._attributes.new_clause(),))
        self._keep([*self.groups, group], rebuild=True)
        self.editors[-1].lines[0].value.setFocus()

    def _name(self, number: int) -> str:
        return self._page.t("scope-filter-name", number=number)

    # --- values and results

    def without_values(self, among: Collection[str]) -> list[str]:
        """Return those attributes of ``among`` that conditions use and whose values are not known yet."""
        wanted = frozenset[str]().union(*(editor.attributes for editor in self.editors))
        return sorted(name for name in wanted - self._values.keys() if name in among)

    def forget_values(self) -> None:
        """Forget all values, because the users were read again."""
        self._values = {}

    def offer(self, values: Mapping[str, Sequence[str]]) -> None:
        """Add known values, by attribute, and offer them."""
        self._values |= values
        for editor in self.editors:
            editor.offer(self._values)

    def show_faring(self, clauses: Sequence[Sequence[Faring]]) -> None:
        """Show the results of each filter's conditions."""
        for editor, faring in zip(self.editors, clauses, strict=False):
            editor.show_faring(faring)
