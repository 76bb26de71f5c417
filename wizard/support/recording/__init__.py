"""Recordings of what Entra really answers: one request of each kind, under replacement names, laid out as tests/real."""
