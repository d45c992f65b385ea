"""The hub: repair requests with their scope, the work orders they open, and the jobs in them.

Nouns: repair request, scope, fee, work order, job, status, service. Rules: a miner has at most one open job in the
whole repair centre; a request is approved only with an active agreement and a scope; an order completes when every
job is delivered, donor or scrapped."""
