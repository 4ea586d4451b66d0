from learners.forms.imports import ColumnsForm, ReadAgainForm, UploadForm, WriteForm
from learners.forms.registering import RegistrationForm, SessionChoiceForm
from learners.forms.taking_part import CheckInForm, CodeForm
from learners.forms.work import WorkForm

__all__ = [
    "CheckInForm",
    "CodeForm",
    "ColumnsForm",
    "ReadAgainForm",
    "RegistrationForm",
    "SessionChoiceForm",
    "UploadForm",
    "WorkForm",
    "WriteForm",
]
