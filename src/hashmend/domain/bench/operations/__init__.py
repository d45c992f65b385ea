"""The verbs of the bench; the only writer of its tables."""

from hashmend.domain.bench.operations.failures import Found, note_failures, undo_note_failures, withdraw_failures
from hashmend.domain.bench.operations.notes import withdraw_job_note, write_job_note
from hashmend.domain.bench.operations.photos import add_bench_photos, remove_bench_photo, undo_add_bench_photos
from hashmend.domain.bench.operations.placing import place_job, take_off
from hashmend.domain.bench.operations.positions import (
    add_positions,
    rename_position,
    restore_positions,
    retire_positions,
)
from hashmend.domain.bench.operations.repairs import Done, record_repair, undo_record_repair, withdraw_repair
from hashmend.domain.bench.operations.restoring import undo_withdraw_failures, undo_withdraw_repair
from hashmend.domain.bench.operations.stress import add_readings, end_test, start_test, stop_test, undo_end_test

__all__ = [
    "Done",
    "Found",
    "add_bench_photos",
    "add_positions",
    "add_readings",
    "end_test",
    "note_failures",
    "place_job",
    "record_repair",
    "remove_bench_photo",
    "rename_position",
    "restore_positions",
    "retire_positions",
    "start_test",
    "stop_test",
    "take_off",
    "undo_add_bench_photos",
    "undo_end_test",
    "undo_note_failures",
    "undo_record_repair",
    "undo_withdraw_failures",
    "undo_withdraw_repair",
    "withdraw_failures",
    "withdraw_job_note",
    "withdraw_repair",
    "write_job_note",
]
