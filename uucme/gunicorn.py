"""How gunicorn serves the pages, everywhere; every number can be set from the environment."""

import os
from pathlib import Path

bind = os.environ.get("UUCME_BIND", "0.0.0.0:8000").split(",")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = int(os.environ.get("WEB_TIMEOUT", "60"))
graceful_timeout = 20
keepalive = 5
# A worker is renewed now and then, so that no slow leak can grow; the jitter keeps them from going together.
max_requests = 5000
max_requests_jitter = 500
# Heartbeats are files: on a disk that stalls they would make gunicorn end healthy workers.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
accesslog = "-"
access_log_format = '%({x-forwarded-for}i)s %(h)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'  # addresses without queries
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
