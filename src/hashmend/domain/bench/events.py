"""What can happen at the bench."""

from hashmend.domain.history.kinds import kind

TEST_STARTED = kind("job.test-started", "A stress test of {thing} began: {profile}.", icon="flame")
READINGS_ADDED = kind("job.readings-added", "Read in the stress test of {thing}: {readings}.", icon="activity")
TEST_PASSED = kind(
    "job.test-passed", "{thing} passed its stress test ({profile}): {reasons}.", icon="circle-check", customer_sees=True
)
TEST_FAILED = kind("job.test-failed", "{thing} failed its stress test ({profile}): {reasons}.", icon="circle-x")
TEST_STOPPED = kind(
    "job.test-stopped", "The stress test of {thing} ({profile}) was stopped: {reason}.", icon="player-stop"
)
BENCH_PHOTOS_ADDED = kind("job.photos-added", "{photos} of {subject} added: {thing}.", icon="camera")
FAILURE_NOTED = kind(
    "failure.noted", "{thing} was found on {on} of {miner} ({severity}).", icon="stethoscope", customer_sees=True
)
FAILURE_WITHDRAWN = kind(
    "failure.withdrawn", "{thing} on {on} of {miner} was withdrawn.", icon="arrow-back-up", customer_sees=True
)
REPAIR_RECORDED = kind(
    "repair.recorded", "{thing} was done to {on} of {miner}. Used: {components}; answers: {answers}.", icon="tool",
    customer_sees=True,
)  # fmt: skip
REPAIR_WITHDRAWN = kind(
    "repair.withdrawn", "{thing}, noted for {on} of {miner}, was withdrawn.", icon="arrow-back-up", customer_sees=True
)
