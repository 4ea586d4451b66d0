class ActionRefused(Exception):
    """An act the rules do not allow now. The message is a sentence its reader can act on.

    `field` names the form field it belongs beside, if there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def first_refusal(reasons: list[str]) -> None:
    """Raise ActionRefused with all `reasons` as one text; do nothing where there are none."""
    if reasons:
        raise ActionRefused(" ".join(reasons))
