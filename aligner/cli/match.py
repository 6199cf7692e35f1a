"""`egiz match`: which documents of two folders belong together."""

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
    Output,
    Quiet,
    Source,
    SourceLang,
    Target,
    TargetLang,
)
from .shell import OK, PARTIAL, ProgressBars, guarded


def match(
    source: Source,
    target: Target = None,
    output: Output = None,
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
    """Find the documents that belong together, and say why.

    With -o writes a pair a line: source document, target document, score between 0 and 1. A report
    that covers two has both as counterparts; otherwise each document is in one pair at most.
    """

    def run() -> int:
        from aligner.bead import Route
        from aligner.matching import match_documents
        from aligner.outputs import check_output, write_links
        from aligner.pipeline import AlignConfig, embed_files, searching
        from corpora import ReadOptions

        places = [source] if target is None else [source, target]
        if output is not None:
            check_output(output, places)
        config = AlignConfig(
            reading=ReadOptions(encoding=encoding, lines=lines, keep_furniture=keep_furniture),
            languages=(source_lang, target_lang),
            model=model,
            cache=not no_cache,
        )
        with ProgressBars(hidden=quiet or as_json) as step, searching(config, step) as around:
            embedded = embed_files(places, config, step)
            step("Matching documents", 0)
            found = match_documents(embedded.corpus, config.matching, config.pairing)
        pairs = [pair for pair in found if pair.route is not Route.UNRELATED]
        sides = embedded.corpus.sides
        links = [
            (sides[0][pair.source].document.id, sides[1][pair.target].document.id, pair.score)
            for pair in pairs
        ]
        if output is not None:
            write_links(links, output)
        if as_json:
            told = [
                {
                    "source": a,
                    "target": b,
                    "score": round(score, 4),
                    "route": str(pair.route),
                    "explanation": pair.explanation,
                }
                for pair, (a, b, score) in zip(pairs, links, strict=True)
            ]
            typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        elif not quiet:
            for pair, (a, b, score) in zip(pairs, links, strict=True):
                typer.echo(f"{score:.2f}  {a}  {b}\n      {pair.explanation}")
            for line in around.notes:
                typer.echo(line)
            counts = " and ".join(str(len(side)) for side in sides)
            typer.echo(f"{len(pairs)} pairs among {counts} documents")
        return PARTIAL if any(i.unreadable for i in embedded.gathered.left_out) else OK

    guarded(run)
