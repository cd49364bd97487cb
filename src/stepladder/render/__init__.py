"""From a pathway to pictures: scene (what is shown), plan (where), ink (how), and one file a format."""
