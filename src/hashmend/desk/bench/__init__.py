"""The Miner repairs page: a machine on the bench, its parts, and what is found, done and tried."""
