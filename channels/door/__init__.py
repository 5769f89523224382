"""The door in front of Rasa: everything from outside is checked once, here, whatever channel it came through."""

from channels.door.door import Door, door_of

__all__ = ["Door", "door_of"]
