"""What rises, and whom to wake for it.

::

    rise      is this more than it ever was?          a test with a stated false-alarm rate
    decide    is it worth an alert now?               grouped, debounced, budgeted; what is held back says why
    send      mail, Telegram, webhook                 through Apprise

Everything an alert says stands in a claim or a signal already: of k voices and more.
"""
