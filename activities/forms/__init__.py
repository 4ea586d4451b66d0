"""The forms of a proposal: one `SectionForms` per section."""

from activities.forms.sections import SectionForms, forms_of

__all__ = ["SectionForms", "forms_of"]
