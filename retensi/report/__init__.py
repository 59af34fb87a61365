"""One HTML file that says how the shop does, made from the marts.

To add a card:

1. Add the query to ``QUERIES`` in ``marts.py``. Aggregate in it: nothing about a single customer may reach the page.
2. Turn its rows into plain data in the module of its subject, with what is missing as None.
3. Add a ``<div class="card span-6">`` to the template of its section. Write numbers through ``f``, words through ``t``,
   and link names with ``term('mart.column')``. Where the input may be missing, say in ``given.py`` what it needs and
   write ``lands(...)`` in its place. A table wider than a phone goes into ``{% call scroll(label) %}``.
4. Add the words to both files in ``text/``. The English text of a term is word for word the description in the mart's
   YAML, which a test compares; its names come from ``retensi/glossary.csv``.
5. A chart also needs a function in ``charts/``, a line in ``_charts`` of ``page.py``, ``chart('name', label, table)``
   in the template and its numbers in ``numbers.py``. Colours are variables of ``static/report.css``; give a shape or a
   pattern besides.
6. Compare its numbers with the mart in ``tests/test_report.py``, then look at it: wide, at 390 pixels, dark, on paper.

To add a language: a file in ``text/`` with the same keys, its code in ``LANGUAGES`` (``texts.py``) and in the option of
the command, and its decimal and thousands signs in ``Formats.for_charts``. The rest comes from CLDR.

The tests open the page in Chromium without a network (``apt-get install chromium``) and run axe on it. Without Chromium
they are skipped, and fail with ``CI`` set.
"""
