"""Repair requests: what customers ask for, decided here; and opening a work order in one step."""
