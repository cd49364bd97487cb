"""Teaching exports of a pathway's questions: a SCORM package, an Anki deck, GIFT questions for Moodle."""
