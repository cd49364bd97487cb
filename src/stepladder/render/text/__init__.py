"""The text of pictures: its width, its characters, and how conditions and boxes are said."""
