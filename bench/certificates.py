"""`python -m bench.certificates`: what a worker's warm press saves, as a ratio measured side by side.

Both ways take turns within one run, since milliseconds drift by half from one minute to the next on a shared machine:
trust the ratio. It needs no data. ROUNDS=20 by default.
"""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uucme.settings")
os.environ.setdefault("UUCME_DEMO", "1")
os.environ.setdefault("UUCME_LOG_LEVEL", "WARNING")

import django

django.setup()

from core.printing.press import Press
from credits.certificates.drawing import draw, draw_certificate, warm_up
from credits.certificates.snapshot import CertificateSnapshot

ROUNDS = int(os.environ.get("ROUNDS", "20"))
PROVIDER = "University of Utah School of Medicine"
SNAPSHOT = CertificateSnapshot(
    number="K7QX-M2VD-9RTP",
    version=1,
    kind="ama_credit",
    learner_name="",
    profession="Physician",
    provider_name=PROVIDER,
    accreditation_statement=f"The {PROVIDER} is accredited by the Accreditation Council for Continuing Medical Education "
    "(ACCME) to provide continuing medical education for physicians.",
    designation_statement=f"The {PROVIDER} designates this live activity for a maximum of 4.00 AMA PRA Category 1 "
    "Credits™. Physicians should claim only the credit commensurate with the extent of their participation in the "
    "activity.",
    activity_title="Update in Sepsis Care: From Recognition to Recovery",
    learning_format="live activity",
    place="Salt Lake City, Utah",
    dates="September 18, 2026",
    credit="3.75",
    issued_date="September 20, 2026",
    signatory_name="Eleanor Whitfield, MD, MPH",
    signatory_title="Associate Dean, Continuing Medical Education",
    verify_url="https://cme.example.edu/verify/K7QX-M2VD-9RTP/",
)
NAMES = {"Latin": "Ana Whitehorse", "Arabic": "محمد الفاتح", "Korean": "김민준", "Chinese": "王秀英"}


def milliseconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def compare(name: str) -> tuple[float, float]:
    """Medians of both ways, taking turns: everything new for each certificate, and a press that stays."""
    snapshot = replace(SNAPSHOT, learner_name=name)
    draw_certificate(snapshot)
    anew, kept = [], []
    for _ in range(ROUNDS):
        anew.append(milliseconds(lambda: draw(Press(), snapshot)))
        kept.append(milliseconds(lambda: draw_certificate(snapshot)))
    return median(anew), median(kept)


def main() -> None:
    print(f"A worker's first page, once: {milliseconds(warm_up):.0f} ms\n")
    print(f"{'name':10} {'new press ms':>13} {'warm press ms':>14} {'ratio':>7}")
    for script, name in NAMES.items():
        anew, kept = compare(name)
        print(f"{script:10} {anew:13.0f} {kept:14.0f} {anew / kept:6.1f}×")
    before = resident_megabytes()
    for number in range(100):
        draw_certificate(replace(SNAPSHOT, learner_name="Ana Whitehorse", verify_url=f"https://example.edu/{number}/"))
    print(f"\nA hundred more certificates changed the size of the process by {resident_megabytes() - before:+.1f} MB.")


def resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
