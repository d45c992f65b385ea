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
TEST_GOES_ON = kind(
    "job.test-goes-on", "The stress test of {thing} ({profile}) goes on: it was ended by mistake.", icon="flame",
    customer_sees=True,
)  # fmt: skip
BENCH_PHOTOS_ADDED = kind("job.photos-added", "{photos} of {subject} added: {thing}.", icon="camera")
BENCH_PHOTOS_REMOVED = kind(
    "job.photos-removed", "{photos} of {subject}, added by mistake, removed: {thing}.", icon="trash"
)
JOB_NOTE_WRITTEN = kind("job.note-written", "Noted on {thing}: “{words}”.", icon="note")
JOB_NOTE_WITHDRAWN = kind("job.note-withdrawn", "A note on {thing} was withdrawn.", icon="arrow-back-up")
FAILURE_NOTED = kind(
    "failure.noted", "{thing} was found on {on} of {miner} ({severity}).", icon="stethoscope", customer_sees=True
)
FAILURE_WITHDRAWN = kind(
    "failure.withdrawn", "{thing} on {on} of {miner} was withdrawn.", icon="arrow-back-up", customer_sees=True
)
FAILURE_RESTORED = kind(
    "failure.restored", "{thing} on {on} of {miner} stands again: it was withdrawn by mistake.", icon="stethoscope",
    customer_sees=True,
)  # fmt: skip
REPAIR_RECORDED = kind(
    "repair.recorded", "{thing} was done to {on} of {miner}. Used: {components}; answers: {answers}.", icon="tool",
    customer_sees=True,
)  # fmt: skip
REPAIR_WITHDRAWN = kind(
    "repair.withdrawn", "{thing}, noted for {on} of {miner}, was withdrawn.", icon="arrow-back-up", customer_sees=True
)
REPAIR_RESTORED = kind(
    "repair.restored", "{thing}, done to {on} of {miner}, stands again: it was withdrawn by mistake.", icon="tool",
    customer_sees=True,
)  # fmt: skip

POSITION_ADDED = kind("position.added", "{thing} was added ({purpose}).", icon="plus")
POSITION_RENAMED = kind("position.renamed", "{thing} was called {from} before.", icon="pencil")
POSITION_RETIRED = kind("position.retired", "{thing} was retired: no machine is put there.", icon="archive")
POSITION_RESTORED = kind("position.restored", "{thing} is in use again.", icon="arrow-back-up")
PLACED = kind("job.placed", "{thing} was put at {place} (before: {from}).", icon="map-pin")
TAKEN_OFF = kind("job.taken-off", "{thing} was taken off {place}.", icon="arrow-right")
MADE_ROOM = kind("job.made-room", "{thing} was taken off {place}: {machine} was put there.", icon="arrow-right")
