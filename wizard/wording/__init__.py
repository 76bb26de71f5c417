"""Sentences, tables and pictures for people: what was found out, in the words of the catalogue."""
