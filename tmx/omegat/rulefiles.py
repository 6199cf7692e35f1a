"""Segmentation rules as files: SRX 2.0, and the Java beans that OmegaT up to 5 keeps.

OmegaT 3.6 reads ``segmentation.conf`` and asks the rules of every pattern that matches; OmegaT 6
reads ``segmentation.srx`` if it is there, and else turns the other into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from tmx.omegat.segmentation import LANGUAGES, Rule, rules_for

Ruled = tuple[str, str, tuple[Rule, ...]]
"""Name, pattern and rules of a language."""

_OTHERS: Ruled = ("Other languages", ".*", rules_for(""))

_SRX = """\
<?xml version="1.0" encoding="UTF-8"?>
<srx xmlns="http://www.lisa.org/srx20" version="2.0">
 <header segmentsubflows="yes" cascade="no">
  <formathandle type="start" include="no"/>
  <formathandle type="end" include="yes"/>
  <formathandle type="isolated" include="no"/>
 </header>
 <body>
  <languagerules>
{rules}  </languagerules>
  <maprules>
{maps}  </maprules>
 </body>
</srx>
"""
_SRX_LANGUAGE = """\
   <languagerule languagerulename="{name}">
{rules}   </languagerule>
"""
_SRX_RULE = """\
    <rule break="{breaks}">
     <beforebreak>{before}</beforebreak>
     <afterbreak>{after}</afterbreak>
    </rule>
"""
_SRX_MAP = """\
   <languagemap languagepattern="{pattern}" languagerulename="{name}"/>
"""

# Version 0.2.2 is the newest: with an older one OmegaT would add its own rules.
_CONF = """\
<?xml version="1.0" encoding="UTF-8"?>
<java version="1.8" class="java.beans.XMLDecoder">
 <object class="org.omegat.core.segmentation.SRX">
  <void property="mappingRules">
{languages}  </void>
  <void property="version"><string>0.2.2</string></void>
 </object>
</java>
"""
_CONF_LANGUAGE = """\
   <void method="add">
    <object class="org.omegat.core.segmentation.MapRule">
     <void property="language"><string>{name}</string></void>
     <void property="pattern"><string>{pattern}</string></void>
     <void property="rules">
      <object class="java.util.ArrayList">
{rules}      </object>
     </void>
    </object>
   </void>
"""
_CONF_RULE = """\
       <void method="add">
        <object class="org.omegat.core.segmentation.Rule">
         <void property="breakRule"><boolean>{breaks}</boolean></void>
         <void property="beforebreak"><string>{before}</string></void>
         <void property="afterbreak"><string>{after}</string></void>
        </object>
       </void>
"""


def srx() -> str:
    """Return the rules of all languages as SRX 2.0."""
    told = [
        (
            _SRX_LANGUAGE.format(name=name, rules=_each(_SRX_RULE, rules, ("no", "yes"))),
            _SRX_MAP.format(name=name, pattern=pattern),
        )
        for name, pattern, rules in _languages()
    ]
    return _SRX.format(rules="".join(r for r, _ in told), maps="".join(m for _, m in told))


def conf(languages: Iterable[Ruled] | None = None) -> str:
    """Return the rules of some languages, by default of all, as OmegaT 3.6 reads them."""
    return _CONF.format(
        languages="".join(
            _CONF_LANGUAGE.format(
                name=name, pattern=pattern, rules=_each(_CONF_RULE, rules, ("false", "true"))
            )
            for name, pattern, rules in (languages or _languages())
        )
    )


def _languages() -> Iterator[Ruled]:
    """Name, pattern and rules of each language."""
    for tag, name in LANGUAGES.items():
        either = "".join(f"[{letter.upper()}{letter}]" for letter in tag)
        yield name, f"{either}(?:[_-].*)?", rules_for(tag)
    yield _OTHERS


def _each(form: str, rules: tuple[Rule, ...], words: tuple[str, str]) -> str:
    return "".join(
        form.format(breaks=words[rule.breaks], before=escape(rule.before), after=escape(rule.after))
        for rule in rules
    )
