"""Rasa graph components and storage of Tresen: language, order lines, intent features, turn policy, tracker store."""
