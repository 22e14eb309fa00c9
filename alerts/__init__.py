"""What rises, what falls silent, and whom to wake for it.

::

    rise      is this more than it ever was?          a test with a stated false-alarm rate
    decide    is it worth an alert now?               grouped, debounced, budgeted; what is held back says why
    silence   has a source fallen silent?             told once, many together
    send      mail, Telegram, webhook                 through Apprise

Everything an alert says stands in the store already: in a claim or a signal, of k voices and more, or in the account
of a source's runs, where nobody's voice is.
"""
