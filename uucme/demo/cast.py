"""Those who plan and teach: invented people of many professions, and their dealings with invented companies."""

from dataclasses import dataclass
from typing import Final

PROFESSIONS: Final = {
    "MD": "physician",
    "RES": "resident",
    "APN": "advanced-practice-nurse",
    "RX": "pharmacist",
    "PA": "physician-assistant",
    "RN": "nurse",
    "PSY": "psychologist",
    "SW": "social-worker",
    "DDS": "dentist",
    "RD": "dietitian",
    "PT": "therapist",
    "RT": "respiratory-therapist",
    "EMS": "emergency-medical",
    "PH": "public-health",
    "SCI": "researcher",
    "STU": "student",
    "PAT": "patient",
    "OTH": "other",
}
UTAH: Final = "University of Utah Health"

# key | name | profession | degrees | specialty | employer (empty: University of Utah Health)
_CAST = """
okafor | Chidi Okafor | MD | MD, FACS | Trauma surgery |
lindqvist | Astrid Lindqvist | MD | MD | Critical care |
benally | Shándíín Benally | MD | MD, MPH | Family medicine | Four Corners Community Health
castellanos | Rubén Castellanos | MD | MD | Infectious diseases |
haddad | Layla Haddad | MD | MD, MSc | Obstetrics and gynecology |
petrov | Nikolai Petrov | MD | DO | Pain medicine |
yamashita | Keiko Yamashita | MD | MD | Pediatrics |
oleary | Siobhán O’Leary | MD | MD, MEd | Internal medicine |
mensah | Kwame Mensah | MD | MD | Endocrinology |
tuiasosopo | Malia Tuiasosopo | MD | MD | Psychiatry |
bergstrom | Henrik Bergström | MD | MD | Wilderness and high-altitude medicine |
iyer | Ananya Iyer | MD | MD, PhD | Cardiology |
whitehorse | Daniel Whitehorse | MD | MD | Emergency medicine | Wind Basin Hospital
dubois | Camille Dubois | MD | MD | Medical oncology |
kowalczyk | Zofia Kowalczyk | MD | MD | Thoracic surgery |
silveira | João Silveira | MD | MD | Neurology |
nakai | Thomas Nakai | MD | DO | Rural family medicine | Monument Rim Clinic
rosenthal | Miriam Rosenthal | MD | MD, MA | Palliative care and ethics |
georgiou | Dimitrios Georgiou | MD | MD | Nephrology |
farrokhzad | Nasrin Farrokhzad | MD | MD | Dermatology |
nkosi | Thandiwe Nkosi | MD | MD | Neonatology |
sandoval | Inés Sandoval | MD | MD | Geriatrics |
pak | Pak Ji-won | MD | MD | Anesthesiology |
lundgren | Erik Lundgren | MD | MD | Orthopedic surgery |
arnason | Sigríður Árnadóttir | MD | MD | Pathology |
quispe | Amaru Quispe | MD | MD | Pulmonary medicine |
holloway | Grace Holloway | MD | MD | Radiology |
deschamps | Luc Deschamps | MD | MD, MHPE | Medical education |
vance | Rebecca Vance | MD | MD | General surgery |
attakai | Jolene Attakai | MD | MD | Addiction medicine |
ferrante | Paolo Ferrante | MD | MD | Gastroenterology |
osei | Abena Osei | MD | MD, MPH | Preventive medicine |
hirsch | Jakob Hirsch | MD | MD | Hematology |
novotna | Jana Novotná | RES | MD | Emergency medicine resident |
adeyemi | Tunde Adeyemi | RES | MD | Internal medicine resident |
ruiz | Marisol Ruiz | APN | DNP, FNP-C | Family nurse practitioner | Sagebrush Family Clinic
caldwell | June Caldwell | APN | DNP, CNM | Nurse midwifery |
begay | Leandra Begay | APN | MSN, PMHNP-BC | Psychiatric nurse practitioner |
thorvald | Kari Thorvaldsen | APN | DNP, ACNP-BC | Acute care nurse practitioner |
moreau | Élise Moreau | APN | MSN, CPNP | Pediatric nurse practitioner |
kealoha | Keola Kealoha | APN | DNP, CRNA | Nurse anesthesia |
stanhope | Beatrice Stanhope | APN | DNP, AGPCNP-BC | Geriatric nurse practitioner |
trujillo | Mateo Trujillo | RX | PharmD, BCPS | Internal medicine pharmacy |
vuong | Vương Thị Lan | RX | PharmD, BCIDP | Antimicrobial stewardship |
ellsworth | Hannah Ellsworth | RX | PharmD, CDCES | Diabetes care |
banerjee | Rohan Banerjee | RX | PharmD, BCPP | Psychiatric pharmacy |
olofsson | Sven Olofsson | RX | PharmD, BCOP | Oncology pharmacy |
mcallister | Fiona McAllister | RX | PharmD, BCCCP | Critical care pharmacy |
manygoats | Darrell Manygoats | RX | PharmD | Community pharmacy | Red Mesa Pharmacy
abboud | Rania Abboud | RX | PharmD, BCPPS | Pediatric pharmacy |
colby | Wesley Colby | PA | MPAS, PA-C | Emergency medicine | Wind Basin Hospital
salazar | Lucía Salazar | PA | MPAS, PA-C | Orthopedics |
kimball | Rachel Kimball | PA | MPAS, PA-C | Hospital medicine |
fifita | Viliami Fīfita | PA | MPAS, PA-C | Family medicine | Bear Fork Health Center
duval | Margot Duval | PA | MPAS, PA-C | Oncology |
prentice | Owen Prentice | PA | MPAS, PA-C | Surgery |
lowell | Patricia Lowell | RN | BSN, CCRN | Intensive care |
yazzie | Verna Yazzie | RN | MSN, RN | Nursing education |
delacruz | Joy dela Cruz | RN | BSN, RNC-OB | Labor and delivery |
hartmann | Lena Hartmann | RN | BSN, CEN | Emergency nursing |
weiss | Naomi Weiss | PSY | PhD | Clinical psychology |
barlow | Trent Barlow | PSY | PsyD | Rural behavioral health | Sagebrush Family Clinic
montoya | Esperanza Montoya | SW | LCSW | Crisis services |
fairchild | Colin Fairchild | SW | LCSW | Oncology social work |
sorensen | Britta Sorensen | RD | MS, RDN | Diabetes education |
ngata | Hine Ngata | PT | DPT | Physical therapy |
pruitt | Calvin Pruitt | RT | RRT | Respiratory therapy |
blackfeather | Rose Blackfeather | EMS | NRP | Flight paramedicine | High Divide Air Medical
gallegos | Tino Gallegos | EMS | NRP | Rural EMS | Big Horn Basin Ambulance
zhao | Zhao Wenjing | PH | MPH | Epidemiology |
stein | Ruth Stein | SCI | PhD | Research integrity |
okonkwo | Ifeoma Okonkwo | SCI | PhD, MS | Biostatistics |
larsen | Mikkel Larsen | SCI | PhD | Implementation science |
aaltonen | Aino Aaltonen | SCI | PhD | Biomedical engineering | Lumenpath Neuromodulation
castle | Andrea Castle | DDS | DMD | Oral medicine |
tom | Wilson Tom | STU | BS | Medical student |
hadley | Carol Hadley | PAT | | Patient and family advisor | Community
rhodes | Samuel Rhodes | PAT | | Lived-experience educator | Community
blanchard | Ivy Blanchard | OTH | BA | Course coordinator |
"""

# key: (company, nature, days since it ended or None while it goes on). All companies are invented.
RELATIONSHIPS: Final = {
    "mensah": (("Glycenta Therapeutics", "consultant", None), ("Norvane Biologics", "research", None)),
    "iyer": (("Cordalis Devices", "speaker", None),),
    "petrov": (("Lumenpath Neuromodulation", "consultant", 310),),
    "aaltonen": (("Lumenpath Neuromodulation", "employee", None),),
    "dubois": (("Oncavera Pharma", "research", None), ("Helix Meridian", "advisor", 400)),
    "quispe": (("Aerivo Inhalation", "speaker", None),),
    "olofsson": (("Oncavera Pharma", "advisor", None),),
    "lundgren": (("Stratum Orthopedics", "royalty", None),),
    "ferrante": (("Enterion Labs", "consultant", None),),
    "hirsch": (("Hemaquil", "research", None),),
    "ellsworth": (("Glycenta Therapeutics", "speaker", 330),),
    "pak": (("Ventara Airway", "stock", None),),
}
# These have not disclosed, so the office waits for them.
SILENT: Final = frozenset({"castle"})


@dataclass(frozen=True)
class Member:
    key: str
    name: str
    profession: str
    degrees: str
    specialty: str
    employer: str


def cast() -> dict[str, Member]:
    members = {}
    for line in _CAST.strip().splitlines():
        key, name, profession, degrees, specialty, employer = (part.strip() for part in line.split("|"))
        members[key] = Member(key, name, PROFESSIONS[profession], degrees, specialty, employer or UTAH)
    return members
