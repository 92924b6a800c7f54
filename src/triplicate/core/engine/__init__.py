"""The engine: what happens to an order after it exists, whichever dialect asks for it. Pure.

A command goes in with the order as it is, and the order as it will be comes out, with what there is to tell; or a
refusal with a name (`core.lifecycle`). The caller stores both, and the event, in one transaction (`app.change`).
"""
