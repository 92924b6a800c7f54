"""Child processes with limits on memory and time, in which hostile input is parsed without harm to the server.

`Pool` runs a function of one typed request and one typed result in them; `limits` says what a child may use, `failures`
how a call ends that had no result. Both ends speak in `frames`; `python -m triplicate.limited_child` is the other one.
`file_inspector` is the pool that inspects uploads; nothing else here knows what the work is about.

A child is a fresh interpreter, not a fork of the threaded server: it inherits no locks, no memory and no descriptors
but its pipes, and its environment has no secrets. It stays for some calls, so that a small file does not pay for an
interpreter; it is killed when it exceeds a limit, when it has been idle, and with the pool. When the server is killed,
the end of its input ends it.
"""
