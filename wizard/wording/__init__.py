"""Sentences, tables and pictures for people: findings in the words of the text catalog."""
