"""Recordings of what Entra really answers: a request of each kind, under replacement names, laid out as tests/real."""
