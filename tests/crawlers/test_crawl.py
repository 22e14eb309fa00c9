"""Whole crawls against a real server, each in a process of its own."""

ITEM = "<item><title>{title}</title><link>{link}</link><description>{text}</description>{extra}</item>"


def item(link, title="Lũ trên sông Bằng", text="Nước đang lên.", extra=""):
    return ITEM.format(link=link, title=title, text=text, extra=extra)


def test_a_feed_and_its_pages_become_readings_and_a_visit_last(site, crawl):
    site.feed(item("/a.html"), item("/b.html", title="Cảnh báo lừa đảo"), ETag='"1"')
    site.article("/a.html")
    site.article("/b.html", title="Cảnh báo lừa đảo")
    found = crawl()
    print(found.log[-3000:])
    print(found)
    assert found.report["outcome"] == "succeeded"
