"""Ask this machine's web server whether it is ready: exit code 0 or 1, for container health checks."""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    host = os.environ.get("DJANGO_ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".*") or "localhost"
    request = urllib.request.Request(
        "http://127.0.0.1:8000/readyz",
        headers={"Host": host, "X-Forwarded-Proto": "https"},  # as the proxy in front would ask
    )
    try:
        with urllib.request.urlopen(request, timeout=8) as answer:
            return 0 if answer.status == 200 else 1
    except urllib.error.HTTPError as error:
        print(error.read(500).decode(errors="replace"), file=sys.stderr)
    except OSError as error:
        print(error, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
