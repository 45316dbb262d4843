"""What notices keep: feedback with its thread, and the library of tips."""

from watchkeeper.engines.notices.models.feedback import Exclusion, Feedback, FeedbackMessage, Misconduct
from watchkeeper.engines.notices.models.tips import Tip, TipVersion

__all__ = ["Exclusion", "Feedback", "FeedbackMessage", "Misconduct", "Tip", "TipVersion"]
