"""Probes collect facts, layer by layer; they never judge."""
