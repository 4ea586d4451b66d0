import zoneinfo


def time_zone_choices() -> list[tuple[str, str]]:
    mountain = [
        ("America/Denver", "Mountain (Salt Lake City, Denver)"),
        ("America/Boise", "Mountain (Boise)"),
        ("America/Los_Angeles", "Pacific"),
        ("America/Phoenix", "Arizona"),
        ("America/Chicago", "Central"),
        ("America/New_York", "Eastern"),
    ]
    known = {name for name, _ in mountain}
    return mountain + [(name, name) for name in sorted(zoneinfo.available_timezones()) if name not in known]
