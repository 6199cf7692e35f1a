"""`egiz topics`: what two reports or folders of them speak of, and what both of them do."""

from __future__ import annotations

import json

import typer

from .options import (
    AsJson,
    Encoding,
    KeepFurniture,
    Lines,
    Model,
    NoCache,
    Quiet,
    Source,
    SourceLang,
    Target,
    TargetLang,
)
from .shell import OK, PARTIAL, ProgressBars, guarded


def topics(
    source: Source,
    target: Target = None,
    lines: Lines = False,
    source_lang: SourceLang = None,
    target_lang: TargetLang = None,
    encoding: Encoding = None,
    keep_furniture: KeepFurniture = False,
    model: Model = "bundled",
    no_cache: NoCache = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Show what the documents speak of: topics that both sides share, then those of one side.

    Passages of both languages are grouped by what they speak of. Each topic has a label in both
    languages from its own words, its share of each side's sentences, and its documents.
    """

    def run() -> int:
        from aligner.pipeline import AlignConfig, embed_files
        from aligner.topics import describe, find_topics
        from aligner.topics.report import as_json as topics_as_json
        from aligner.topics.report import print_topics
        from corpora import ReadOptions

        config = AlignConfig(
            reading=ReadOptions(encoding=encoding, lines=lines, keep_furniture=keep_furniture),
            languages=(source_lang, target_lang),
            model=model,
            cache=not no_cache,
        )
        with ProgressBars(hidden=quiet or as_json) as step:
            embedded = embed_files([source] if target is None else [source, target], config, step)
            step("Grouping passages", 0)
            found = describe(embedded.corpus, find_topics(embedded.corpus))
        if as_json:
            typer.echo(json.dumps(topics_as_json(embedded, found), ensure_ascii=False, indent=1))
        elif not quiet:
            from rich.console import Console

            print_topics(Console(highlight=False), embedded, found)
        unreadable = any(item.unreadable for item in embedded.gathered.left_out)
        return PARTIAL if unreadable else OK

    guarded(run)
