"""British dates and numbers where Django's own en_GB is shorter than a committee paper's."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
USE_THOUSAND_SEPARATOR = False
