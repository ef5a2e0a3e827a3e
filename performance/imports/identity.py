"""Which measure that is held already a row of a file means."""

from performance.imports.plan import PlannedMeasure
from performance.models import Measure, MeasureCode
from performance.rules.codes import canonical
from performance.rules.table_proofs import folded, similar

# Under this two titles of one code are two measures: codes change their meaning between years.
SAME_MEASURE = 0.5


class AnotherMeasure(ValueError):
    """The code stands for another measure here; the message says which."""


class Known:
    """The measures that are held, by slug, by code in any spelling, and by title."""

    def __init__(self):
        self.by_slug, self.by_code, self.by_title = {}, {}, {}
        codes = MeasureCode.objects.exclude(code="").select_related("measure__directorate", "framework")
        for code in codes:
            self._add_code(code.framework.short_name, code.code, code.measure)
        for measure in Measure.objects.select_related("directorate"):
            self.by_slug[measure.slug] = measure
            self.by_title.setdefault(folded(measure.title), []).append(measure)

    def add(self, measure, planned: PlannedMeasure, framework: str):
        """Remember a measure that was just made."""
        self.by_slug[measure.slug] = measure
        self.by_title.setdefault(folded(measure.title), []).append(measure)
        if planned.code:
            self._add_code(framework, planned.code, measure)

    def _add_code(self, framework, code, measure):
        self.by_code.setdefault(canonical(code), []).append((framework.casefold(), measure))

    def find(self, planned: PlannedMeasure, directorate: str):
        """The measure that is meant, or None. Raises AnotherMeasure."""
        if planned.slug:
            return self.by_slug.get(planned.slug)
        if planned.is_numbered:
            # A number is given anew with each list; the title says which measure it is.
            return self._by_title(planned, directorate) or next(
                iter(self._alike(planned, self._with_code(planned, directorate))), None
            )
        if planned.code:
            if found := self._by_code(planned, directorate):
                return found
            named = self._by_title(planned, directorate)
            # A measure with another code of its own is another measure, whatever its title.
            return named if named is not None and not self._has_code(named) else None
        return self._by_title(planned, directorate)

    def is_taken(self, planned: PlannedMeasure, directorate: str) -> bool:
        """Whether a measure that is held has this code already."""
        return bool(self._with_code(planned, directorate))

    def _with_code(self, planned, directorate):
        framework = planned.framework.casefold()
        found = {
            measure.pk: measure
            for name, measure in self.by_code.get(canonical(planned.code), [])
            if not framework or name == framework
        }
        return _of(found.values(), directorate)

    def _alike(self, planned, found):
        return [m for m in found if not planned.title or similar(m.title, planned.title) >= SAME_MEASURE]

    def _by_code(self, planned, directorate):
        found = self._with_code(planned, directorate)
        if not found:
            return None
        alike = self._alike(planned, found)
        if not alike:
            raise AnotherMeasure(
                f"{planned.code} stands for “{found[0].title}” here, and for “{planned.title}” in the file. "
                "Give it the same title, or another code."
            )
        return alike[0]

    def _by_title(self, planned, directorate):
        found = _of(self.by_title.get(folded(planned.title), []), directorate)
        return found[0] if len(found) == 1 else None

    def _has_code(self, measure):
        return any(measure == held for held_list in self.by_code.values() for _, held in held_list)


def _of(measures, directorate):
    """Those of a directorate where that is named and has any."""
    measures = list(measures)
    own = [m for m in measures if directorate and m.directorate.name.casefold() == directorate.casefold()]
    return own if directorate else measures
