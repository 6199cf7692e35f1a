"""The page in a real browser: reviewed by keys, in two windows, with hostile texts, killed."""

from dataclasses import replace

import pytest
from browsing import barriers
from playwright.sync_api import expect
from stores import KAZAKH, RUSSIAN, road_store

import tmx
from aligner.corpus import align_store
from corpora.store import Store


def decisions(store):
    with Store.open(store) as opened:
        return [d.action for d in reversed(opened.decisions())]


def beads(store):
    with Store.open(store) as opened:
        return {b.id: b for pair in opened.pairs() for b in opened.beads(pair.id) if b.two_sided}


def press(page, key, said):
    """Press a key that decides something; the next page says what was done."""
    page.wait_for_load_state()  # a page whose script has not run yet hears no keys
    with page.expect_navigation():
        page.keyboard.press(key)
    expect(page.locator("#status")).to_have_text(said)


def shown(page):
    return int(page.locator("body").get_attribute("data-bead"))


def exported(page, what):
    with page.expect_download() as download:
        page.evaluate("document.querySelector('details.menu').open = true")
        page.locator(f"a[href$='what={what}']").click()
    with tmx.open_tmx(download.value.path()) as units:
        return [tuple(variant.text for variant in unit.variants) for unit in units]


def test_twenty_pairs_by_keys_alone(page, serve, samples_to_review):
    served = serve(samples_to_review)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served.address)
    assert "token" not in page.url
    expected = []
    for key, said in (("a", "Accepted."), ("r", "Rejected."), ("2", "Accepted with this class.")):
        for _ in range(4):
            press(page, key, said)
        expected += {"a": ["accept"], "r": ["reject"], "2": ["class"]}[key] * 4
    for number in range(4):
        page.keyboard.press("e")
        page.keyboard.press("Tab")  # from the source's field to the target's
        page.keyboard.press("Control+a")
        page.keyboard.type(f"Правка номер {number}.")
        press(page, "Control+Enter", "Saved.")
        expected.append("edit")
    # Translated in the same order, so that neighbours can be merged whatever the scores are.
    page.goto(f"{served.origin}/?order=document&document=sarybulak")
    press(page, "m", "Merged.")
    merged = shown(page)
    press(page, "s", "Split.")
    press(page, "u", "Undone.")
    press(page, "y", "Done again.")
    press(page, "u", "Undone.")
    press(page, "u", "Undone.")
    press(page, "a", "Accepted.")
    page.keyboard.press("c")
    page.keyboard.type("тексерілсін")
    press(page, "Control+Enter", "Comment saved.")
    commented = shown(page)
    expected += ["merge", "split", "undo", "redo", "undo", "undo", "accept", "comment"]
    assert decisions(samples_to_review) == expected
    assert merged in beads(samples_to_review)
    page.reload()
    assert shown(page) == commented
    expect(page.locator("q")).to_have_text("тексерілсін")
    kept = beads(samples_to_review)
    expect(page.locator(".progress")).to_contain_text(f"17 of {len(kept)} decided")
    assert sum(b.target_text is not None for b in kept.values()) == 4
    assert {b.decided_by for b in kept.values() if b.human} == {"Айгерім"}
    units = exported(page, "accepted")
    accepted = [b for b in kept.values() if b.state == "accepted"]
    assert len(units) == len(accepted) == 13
    assert {t for _, t in units} >= {f"Правка номер {n}." for n in range(4)}
    everything = exported(page, "all")
    open_ones = [b for b in kept.values() if b.state == "open" and b.kind == "translation"]
    taken = [b for b in accepted if b.kind == "translation"]
    assert len(everything) == len(open_ones) + len(taken)
    assert {url.partition("?")[0].rpartition("/")[0] for url in asked if url[:5] != "data:"} <= {
        served.origin,
        f"{served.origin}/static",
    }


def test_structure_by_keys(page, serve, road):
    served = serve(road)
    page.goto(served.address)
    page.goto(f"{served.origin}/?order=document")
    press(page, "]", "Boundary moved.")  # the next sentence of the target comes in
    first = beads(road)[shown(page)]
    assert (first.source, first.target) == (range(1), range(2))
    press(page, "Shift+BracketRight", "Boundary moved.")  # and one of the source that had no twin
    assert beads(road)[shown(page)].source == range(2)
    press(page, "[", "Boundary moved.")
    press(page, "Shift+BracketLeft", "Boundary moved.")
    press(page, "r", "Rejected.")
    page.keyboard.press("p")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    press(page, "Enter", "Paired.")
    paired = beads(road)[shown(page)]
    assert (paired.source, paired.target) == (range(1), range(1))
    assert (paired.state, paired.route) == ("accepted", "given")


def test_keys_go_by_place_and_can_be_switched_off(page, serve, road):
    page.goto(serve(road).address)
    first = shown(page)
    page.evaluate(
        "document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'ф', code: 'KeyA', bubbles: true}))"
    )
    expect(page.locator("#status")).to_have_text("Accepted.")
    assert beads(road)[first].state == "accepted"
    page.wait_for_load_state()
    page.keyboard.press("?")
    page.get_by_label("Keys work").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.wait_for_timeout(100)
    assert decisions(road) == ["accept"]


def test_two_windows_lose_nothing(browser, serve, road):
    served = serve(road)
    context = browser.new_context()
    one, other = context.new_page(), context.new_page()
    one.goto(served.address)
    other.goto(served.origin)
    number = shown(one)
    assert shown(other) == number
    press(one, "a", "Accepted.")
    # The stale window is told by itself…
    expect(other.locator("#problem")).to_contain_text("changed in another window")
    # …and what it sends all the same changes nothing; what was typed in it is kept.
    other.keyboard.press("e")
    other.get_by_role("textbox", name="Target").fill("Другой текст.")
    other.keyboard.press("Control+Enter")
    expect(other.locator("#problem")).to_contain_text("Nothing was saved")
    expect(other.locator("textarea[name=target]")).to_have_value("Другой текст.")
    assert beads(road)[number].target_text is None
    assert decisions(road) == ["accept"]
    # On the fresh page it goes through.
    other.locator("textarea[name=target]").focus()
    press(other, "Control+Enter", "Saved.")
    assert beads(road)[number].target_text == "Другой текст."
    context.close()


def test_a_neighbour_changed_elsewhere_is_not_merged_away(page, serve, road):
    served = serve(road)
    page.goto(served.address)
    page.goto(f"{served.origin}/?order=document")
    with Store.open(road) as opened:
        (pair,) = opened.pairs()
        neighbour = next(b for b in opened.beads(pair.id) if b.source == range(2, 3))
        changed = replace(neighbour, state="accepted", comment="мұны қалдырыңыз")
        opened.decide(pair.id, [(neighbour.id, neighbour.version)], [changed], "accept", "Ерлан")
    page.keyboard.press("m")
    expect(page.locator("#problem")).to_contain_text("Nothing was saved")
    assert decisions(road) == ["accept"]


def test_a_decision_that_was_said_outlives_the_server(page, serve, road):
    served = serve(road)
    page.goto(served.address)
    number = shown(page)
    press(page, "a", "Accepted.")
    served.process.kill()
    served.process.wait()
    assert beads(road)[number].state == "accepted"
    with Store.open(road) as opened:
        assert opened.check() == []


def test_filters_search_and_order(page, serve, road):
    served = serve(road)
    page.goto(served.address)

    def queue(query):
        page.goto(f"{served.origin}/?{query}")
        return [i.inner_text() for i in page.locator(".queue a").all()]

    assert len(queue("")) == 4
    assert "0.55" in queue("order=doubt")[0]
    assert "0.97" in queue("order=sure")[0]
    assert "0.12" in queue("order=worst")[0]
    assert "көпір" in queue("text=мост")[0].lower()
    assert len(queue("text=мост")) == len(queue("text=көпір")) == 1
    assert len(queue("kind=partial")) == 1
    assert len(queue("reason=numbers differ")) == 1
    assert len(queue("least=0.5&most=0.9")) == 2
    assert len(queue("document=doroga")) == 4
    assert queue("document=kopir") == queue("state=rejected") == []
    expect(page.locator("main h2")).to_have_text("Nothing is left here")
    assert len(queue("least=many&order=any&kind=x&page=99&bead=7777")) == 4


def test_without_scripts_it_works_too(browser, serve, road):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(serve(road).address)
    page.get_by_role("button", name="Accept").click()
    assert page.locator("#status").inner_text() == "Accepted."
    assert decisions(road) == ["accept"]
    context.close()


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(360, "dark", "kk"), (1280, "light", "ru"), (3840, "dark", "en")],
)
def test_no_barriers(page, serve, road, width, scheme, language):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 1000})
    served = serve(road)
    page.goto(served.address)
    page.goto(f"{served.origin}/?order=document&language={language}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


HOSTILE = '"><script>window.ran=1</script><img src=x onerror=window.ran=1>'


def test_what_texts_hold_never_runs(page, serve, tmp_path):
    texts = (f"Қараңыз {HOSTILE}. {KAZAKH}", f"Смотрите {{{{ 7*7 }}}} {HOSTILE}. {RUSSIAN}")
    store = road_store(tmp_path, "a<img src=x onerror=alert(1)>.egiz", texts)
    with Store.open(store) as opened:
        (pair,) = opened.pairs()
        bead = next(b for b in opened.beads(pair.id) if b.two_sided)
        told = replace(bead, comment=HOSTILE, target_text=HOSTILE)
        opened.decide(pair.id, [(bead.id, bead.version)], [told], "comment", HOSTILE)
    served = serve(store, HOSTILE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served.address)
    page.goto(f"{served.origin}/?bead={bead.id}&said={HOSTILE}&text={HOSTILE}&state=")
    page.goto(f"{served.origin}/?bead={bead.id}&language={HOSTILE}")
    assert page.evaluate("window.ran") is None
    assert page.locator("img, script:not([src])").count() == 0
    assert HOSTILE in page.locator(".text >> nth=1").inner_text()
    assert all(url.startswith((served.origin, "data:,")) for url in asked)


def test_similar_sentences_are_one_key_away(page, serve, samples_with_vectors):
    served = serve(samples_with_vectors)
    page.goto(served.address)
    number = shown(page)
    page.keyboard.press("v")
    expect(page.locator(".similar li")).to_have_count(10)
    before = beads(samples_with_vectors)[number]
    page.locator(".similar button >> nth=0").press("Enter")
    expect(page.locator("#status")).to_have_text("Paired.")
    after = beads(samples_with_vectors)[shown(page)]
    assert (after.source, after.route) == (before.source, "given")
    assert after.target != before.target


def test_decisions_outlive_a_new_alignment(page, serve, samples_with_vectors, encoder):
    served = serve(samples_with_vectors)
    page.goto(served.address)
    press(page, "a", "Accepted.")
    press(page, "r", "Rejected.")
    page.goto(f"{served.origin}/?order=document&document=sarybulak")
    press(page, "m", "Merged.")

    def decided():
        with Store.open(samples_with_vectors) as store:
            return {
                (pair.source, b.source, b.target, b.state, b.decided_by)
                for pair in store.pairs()
                for b in store.beads(pair.id)
                if b.human
            }

    before = decided()
    assert len(before) == 3
    page.goto(f"{served.origin}/?order=document&document=zhualy")  # what is open is made anew
    with Store.open(samples_with_vectors) as store:
        align_store(store, encoder=encoder, again=True)
    assert decided() == before
    expect(page.locator("#problem")).to_contain_text("changed in another window")
    page.goto(f"{served.origin}/?state=accepted&order=latest")
    expect(page.locator("aside h2")).to_have_text("Queue: 2")


def test_the_queue_by_topic(page, serve, samples_with_vectors):
    served = serve(samples_with_vectors)
    page.goto(served.address)
    assert page.locator("select[name=topic]").count() == 0  # not asked for, so not looked for
    page.goto(f"{served.origin}/?order=topic")
    options = page.locator("select[name=topic] option").all_inner_texts()
    assert len(options) == 8  # all, and one for each pair of our samples' documents
    assert any("канал" in option for option in options[1:])
    number = next(n for n, option in enumerate(options[1:]) if "канал" in option)
    page.goto(f"{served.origin}/?order=topic&topic={number}")
    assert "sarybulak" in page.inner_text(".where")
    with Store.open(samples_with_vectors) as store:
        (pair,) = [p for p in store.pairs() if "sarybulak" in p.source]
        count = sum(b.two_sided for b in store.beads(pair.id))
    expect(page.locator("aside h2")).to_have_text(f"Queue: {count}")


def test_topics_that_cannot_be_told(page, serve, road):
    served = serve(road)
    page.goto(served.address)
    page.goto(f"{served.origin}/?order=topic")
    expect(page.locator("#problem")).to_contain_text("cannot tell topics")
    expect(page.locator(".queue li")).to_have_count(4)


def test_a_store_that_is_gone_is_told(page, serve, road):
    served = serve(road)
    page.goto(served.address)
    road.rename(road.with_name("elsewhere.egiz"))
    answer = page.goto(f"{served.origin}/")
    assert answer.status == 503
    assert "there is no such store" in page.inner_text("body")


def test_a_pair_that_is_gone_is_told(page, serve, road):
    served = serve(road)
    page.goto(served.address)
    page.goto(f"{served.origin}/?bead=7777")
    expect(page.locator("#problem")).to_have_text("This pair is no more.")


def test_the_stretch_around_is_aligned_anew(page, serve, samples_with_vectors):
    served = serve(samples_with_vectors)
    page.goto(served.address)
    page.goto(f"{served.origin}/?order=document&document=sarybulak")
    # Wrong on purpose, saved as decided, then given up: the stretch has to come right again.
    before = {b.id: (b.source, b.target) for b in beads(samples_with_vectors).values()}
    press(page, "m", "Merged.")
    merged = shown(page)
    press(page, "o", "Not decided any more.")
    assert beads(samples_with_vectors)[merged].source != before[merged][0]
    page.keyboard.press("x")
    expect(page.locator("#status")).to_have_text("Aligned anew.", timeout=60_000)
    after = [(b.source, b.target) for b in beads(samples_with_vectors).values()]
    assert sorted(map(str, after)) == sorted(map(str, before.values()))
    assert decisions(samples_with_vectors)[-1] == "realign"
