"""Where the demonstration's learners practise: real states and counties, invented employers."""

# weight | state | county | employers
_PLACES = """
26 | UT | Salt Lake | University of Utah Health; Jordan Bench Clinic; East Canyon Surgical Associates; Liberty Park Pharmacy
10 | UT | Utah | Provo Bench Family Practice; Timp View Hospital
8 | UT | Davis | Antelope Shore Pediatrics; Bountiful Ridge Clinic
7 | UT | Weber | Ogden Bluff Hospital; Two Rivers Midwifery
6 | UT | Washington | Red Sand Regional Hospital; Zion Gate Internal Medicine
4 | UT | Cache | Blacksmith Fork Medical Group
3 | UT | Iron | Cedar Mesa Hospital
3 | UT | Uintah | Split Mountain Family Medicine
2 | UT | Summit | Rail Trail Orthopedics
2 | UT | Carbon | Castle Coal Community Clinic
2 | UT | San Juan | Monument Rim Clinic
2 | UT | Sanpete | Six Mile Hospital
1 | UT | Grand | Slickrock Urgent Care
1 | UT | Garfield | Aquarius Plateau Clinic
1 | UT | Kane | Vermilion Community Hospital
2 | UT | Tooele | Oquirrh West Clinic
5 | WY | Laramie | Crow Creek Medical Center
4 | WY | Natrona | Platte Bend Hospital
3 | WY | Teton | Snake River Mountain Clinic
3 | WY | Sweetwater | Bitter Creek Family Health
3 | WY | Fremont | Wind Basin Hospital; Popo Agie Community Pharmacy
2 | WY | Uinta | Bear Fork Health Center
2 | WY | Park | Sunlight Basin Hospital
1 | WY | Lincoln | Salt River Valley Clinic
1 | WY | Sublette | New Fork Clinic
1 | WY | Albany | Vedauwoo Internal Medicine
5 | MT | Yellowstone | Rimrock Hospital; South Hills Dialysis
4 | MT | Missoula | Five Valleys Clinic
4 | MT | Gallatin | Bridger Foothills Hospital
2 | MT | Flathead | Whitefish Range Family Practice
2 | MT | Cascade | Great Bend Medical Center
1 | MT | Silver Bow | Copper Crown Clinic
1 | MT | Glacier | Two Medicine Community Health
1 | MT | Big Horn | Little Bighorn Health Center
1 | MT | Beaverhead | Big Hole Hospital
7 | ID | Ada | Treasure Bench Hospital; Table Rock Pediatrics
4 | ID | Canyon | Deer Flat Family Health
3 | ID | Bannock | Portneuf Gap Hospital
3 | ID | Bonneville | Sagebrush Family Clinic
2 | ID | Twin Falls | Snake Rim Surgical
2 | ID | Kootenai | Lake Crest Hospital
1 | ID | Madison | Teton Flood Clinic
1 | ID | Lemhi | Salmon River Hospital
1 | ID | Blaine | Galena Clinic
1 | ID | Nez Perce | Confluence Community Health
"""


def places() -> list[tuple[int, str, str, tuple[str, ...]]]:
    """Weight, state, county and employers of each place."""
    rows = []
    for line in _PLACES.strip().splitlines():
        weight, state, county, employers = (part.strip() for part in line.split("|"))
        rows.append((int(weight), state, county, tuple(name.strip() for name in employers.split(";"))))
    return rows
