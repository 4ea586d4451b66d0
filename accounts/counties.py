"""The counties of the office's four states, so that reach can be counted by county."""

from django.core.exceptions import ValidationError

COUNTIES = {
    "UT": """Beaver, Box Elder, Cache, Carbon, Daggett, Davis, Duchesne, Emery, Garfield, Grand, Iron, Juab, Kane,
        Millard, Morgan, Piute, Rich, Salt Lake, San Juan, Sanpete, Sevier, Summit, Tooele, Uintah, Utah, Wasatch,
        Washington, Wayne, Weber""",
    "WY": """Albany, Big Horn, Campbell, Carbon, Converse, Crook, Fremont, Goshen, Hot Springs, Johnson, Laramie,
        Lincoln, Natrona, Niobrara, Park, Platte, Sheridan, Sublette, Sweetwater, Teton, Uinta, Washakie, Weston""",
    "MT": """Beaverhead, Big Horn, Blaine, Broadwater, Carbon, Carter, Cascade, Chouteau, Custer, Daniels, Dawson,
        Deer Lodge, Fallon, Fergus, Flathead, Gallatin, Garfield, Glacier, Golden Valley, Granite, Hill, Jefferson,
        Judith Basin, Lake, Lewis and Clark, Liberty, Lincoln, Madison, McCone, Meagher, Mineral, Missoula,
        Musselshell, Park, Petroleum, Phillips, Pondera, Powder River, Powell, Prairie, Ravalli, Richland, Roosevelt,
        Rosebud, Sanders, Sheridan, Silver Bow, Stillwater, Sweet Grass, Teton, Toole, Treasure, Valley, Wheatland,
        Wibaux, Yellowstone""",
    "ID": """Ada, Adams, Bannock, Bear Lake, Benewah, Bingham, Blaine, Boise, Bonner, Bonneville, Boundary, Butte,
        Camas, Canyon, Caribou, Cassia, Clark, Clearwater, Custer, Elmore, Franklin, Fremont, Gem, Gooding, Idaho,
        Jefferson, Jerome, Kootenai, Latah, Lemhi, Lewis, Lincoln, Madison, Minidoka, Nez Perce, Oneida, Owyhee,
        Payette, Power, Shoshone, Teton, Twin Falls, Valley, Washington""",
}
COUNTIES_OF = {state: tuple(" ".join(name.split()) for name in names.split(",")) for state, names in COUNTIES.items()}
EVERY_COUNTY = tuple(sorted({name for names in COUNTIES_OF.values() for name in names}))


def tidy_county(typed: str, state: str) -> str:
    """The county's name without the word “County”. Raises ValidationError where its state has none of that name."""
    name = " ".join(typed.split())
    if name.lower().endswith(" county"):
        name = name[: -len(" county")]
    known = {county.lower(): county for county in COUNTIES_OF.get(state, ())}
    if not name or not known:
        return name
    if name.lower() not in known:
        raise ValidationError("There is no county of this name in the state you chose.")
    return known[name.lower()]
