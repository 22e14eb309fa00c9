"""What is judged once it is stored, for digest, alerts and analysts alike; nothing here reads what one person wrote.

::

    relate     which articles have to do with a claim, and what they say of it
    grouping   which claims may be one story: offered, or merged by an analyst
    stories    what is shown: each claim once, merged ones together
    voids      what rises, and no source answers
    decisions  an analyst's merge, split and undoing, as records
    sources    how each source is doing: silent, failing, empty, drifting
"""
