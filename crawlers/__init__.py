"""Reading what organisations publish: from a declaration in ``config/sources.yaml`` to articles, politely.

A source is declared (:mod:`crawlers.source`), read once in a process of its own (:mod:`crawlers.crawl`) and handed
on article by article. Manners and safety are properties of the code (:mod:`crawlers.manners`,
:mod:`crawlers.inward`): no declaration weakens them.
"""
