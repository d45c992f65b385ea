"""Live pages: what anyone changes in an order is told to the browsers that look at it.

`Feed` hears of changes (one thread per process), `Hub` tells them to the `Subscription`s whose they are, `LiveAnswer`
is the answer to a browser that subscribed. A browser hears that something changed, never what: it fetches its own page
again, through the same door as always.
"""
