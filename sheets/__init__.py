"""Files of many lines: read as spreadsheets write them, decided in bulk, written back with why."""
