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
