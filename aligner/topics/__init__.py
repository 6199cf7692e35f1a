"""What documents speak of: passages of both languages grouped into topics.

`find_topics` looks at vectors alone; `describe` adds labels and figures.
"""

from .describe import Topic, describe
from .find import PARTS, TopicConfig, Topics, find_topics, may_pair

__all__ = ["PARTS", "Topic", "TopicConfig", "Topics", "describe", "find_topics", "may_pair"]
