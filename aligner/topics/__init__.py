"""What documents speak of: passages of both languages grouped into topics.

`find_topics` looks at vectors alone; `describe` adds labels and figures.
"""

from .describe import Topic, describe
from .find import TopicConfig, Topics, find_topics, may_pair

__all__ = ["Topic", "TopicConfig", "Topics", "describe", "find_topics", "may_pair"]
