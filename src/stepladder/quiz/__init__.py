"""Questions for students: decide at every choice of a case before the pathway does, and tell near misses apart."""

from stepladder.quiz.data import quiz_data
from stepladder.quiz.draw import every_item, quiz_items
from stepladder.quiz.items import Differs, Ground, Item, Known, Option

__all__ = ["Differs", "Ground", "Item", "Known", "Option", "every_item", "quiz_data", "quiz_items"]
