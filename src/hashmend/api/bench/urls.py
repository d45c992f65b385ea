"""Doors of the bench."""

from django.urls import path

from hashmend.api.bench import readings

urlpatterns = [path("stress-tests/readings", readings.add_stress_test_readings, name="stress-tests-readings")]
