"""Where the counties of the office's four states lie, for a map of our own: their middles and the states' outlines.

Degrees of longitude (west) and latitude, to a tenth: enough for a dot, and nothing to fetch from elsewhere.
"""

from typing import Final

_MIDDLES: Final = {
    "UT": """Beaver 113.2 38.4, Box Elder 113.1 41.5, Cache 111.7 41.7, Carbon 110.6 39.6, Daggett 109.5 40.9,
        Davis 112.1 41.0, Duchesne 110.4 40.3, Emery 110.7 39.0, Garfield 111.4 37.9, Grand 109.6 39.0, Iron
        113.3 37.9, Juab 112.8 39.7, Kane 111.9 37.3, Millard 113.1 39.1, Morgan 111.6 41.1, Piute 112.1 38.3,
        Rich 111.2 41.6, Salt Lake 111.9 40.7, San Juan 109.8 37.6, Sanpete 111.6 39.4, Sevier 111.8 38.7,
        Summit 110.9 40.9, Tooele 113.1 40.5, Uintah 109.5 40.1, Utah 111.7 40.1, Wasatch 111.2 40.3,
        Washington 113.5 37.3, Wayne 110.9 38.3, Weber 111.9 41.3""",
    "WY": """Albany 105.7 41.7, Big Horn 108.0 44.5, Campbell 105.5 44.2, Carbon 106.9 41.7, Converse 105.5
        43.0, Crook 104.6 44.6, Fremont 108.6 43.0, Goshen 104.4 42.1, Hot Springs 108.4 43.7, Johnson 106.6
        44.0, Laramie 104.7 41.3, Lincoln 110.7 42.3, Natrona 106.8 43.0, Niobrara 104.5 43.1, Park 109.6
        44.5, Platte 105.0 42.1, Sheridan 106.9 44.8, Sublette 109.9 42.8, Sweetwater 108.9 41.7, Teton 110.6
        43.9, Uinta 110.5 41.3, Washakie 107.7 43.9, Weston 104.6 43.8""",
    "MT": """Beaverhead 112.9 45.1, Big Horn 107.5 45.4, Blaine 108.9 48.4, Broadwater 111.5 46.3, Carbon
        109.0 45.2, Carter 104.5 45.5, Cascade 111.3 47.3, Chouteau 110.4 47.9, Custer 105.6 46.3, Daniels
        105.5 48.8, Dawson 104.9 47.3, Deer Lodge 113.1 46.1, Fallon 104.4 46.3, Fergus 109.2 47.3, Flathead
        114.0 48.3, Gallatin 111.2 45.5, Garfield 107.0 47.3, Glacier 113.0 48.7, Golden Valley 109.2 46.4,
        Granite 113.4 46.4, Hill 110.1 48.6, Jefferson 112.1 46.1, Judith Basin 110.3 47.0, Lake 114.1 47.6,
        Lewis and Clark 112.4 47.1, Liberty 111.0 48.6, Lincoln 115.4 48.5, Madison 111.9 45.3, McCone 105.8
        47.6, Meagher 110.9 46.6, Mineral 115.0 47.1, Missoula 113.9 47.0, Musselshell 108.4 46.5, Park 110.5
        45.5, Petroleum 108.2 47.1, Phillips 107.9 48.3, Pondera 112.2 48.2, Powder River 105.6 45.4, Powell
        112.9 46.9, Prairie 105.4 46.9, Ravalli 114.1 46.1, Richland 104.6 47.8, Roosevelt 105.0 48.3, Rosebud
        106.7 46.2, Sanders 115.1 47.7, Sheridan 104.5 48.7, Silver Bow 112.7 45.9, Stillwater 109.4 45.7,
        Sweet Grass 109.9 45.8, Teton 112.2 47.8, Toole 111.7 48.7, Treasure 107.3 46.2, Valley 106.7 48.4,
        Wheatland 109.8 46.5, Wibaux 104.2 47.0, Yellowstone 108.3 45.9""",
    "ID": """Ada 116.2 43.5, Adams 116.5 44.9, Bannock 112.2 42.7, Bear Lake 111.3 42.3, Benewah 116.7 47.2,
        Bingham 112.4 43.2, Blaine 114.0 43.4, Boise 115.7 44.0, Bonner 116.6 48.3, Bonneville 111.6 43.4,
        Boundary 116.5 48.8, Butte 113.2 43.7, Camas 114.8 43.5, Canyon 116.7 43.6, Caribou 111.6 42.8, Cassia
        113.6 42.3, Clark 112.4 44.3, Clearwater 115.7 46.7, Custer 114.3 44.2, Elmore 115.5 43.4, Franklin
        111.8 42.2, Fremont 111.5 44.2, Gem 116.4 44.1, Gooding 114.8 43.0, Idaho 115.5 45.8, Jefferson 112.3
        43.8, Jerome 114.3 42.7, Kootenai 116.7 47.7, Latah 116.7 46.8, Lemhi 113.9 44.9, Lewis 116.4 46.2,
        Lincoln 114.1 43.0, Madison 111.7 43.8, Minidoka 113.6 42.9, Nez Perce 116.8 46.3, Oneida 112.5 42.2,
        Owyhee 116.2 42.6, Payette 116.8 44.0, Power 112.8 42.7, Shoshone 115.9 47.4, Teton 111.2 43.8, Twin
        Falls 114.7 42.4, Valley 115.6 44.8, Washington 116.8 44.5""",
}
# Idaho's and Montana's common border follows the mountains; the others follow the compass.
_DIVIDE: Final = (
    (111.05, 44.48),
    (111.5, 44.55),
    (112.3, 44.56),
    (112.85, 44.37),
    (113.05, 44.6),
    (113.45, 44.95),
    (113.95, 45.7),
    (114.55, 45.56),
    (114.35, 46.65),
    (115.0, 47.0),
    (115.75, 47.45),
    (116.05, 48.0),
    (116.05, 49.0),
)
_SNAKE: Final = (
    (117.03, 49.0),
    (117.04, 46.4),
    (116.92, 45.99),
    (116.5, 45.5),
    (116.9, 44.9),
    (117.2, 44.4),
    (117.03, 43.8),
)
OUTLINES: Final = {
    "UT": ((114.05, 37.0), (109.05, 37.0), (109.05, 41.0), (111.05, 41.0), (111.05, 42.0), (114.05, 42.0)),
    "WY": ((111.05, 41.0), (104.05, 41.0), (104.05, 45.0), (111.05, 45.0)),
    "ID": ((117.03, 42.0), (111.05, 42.0), *_DIVIDE, *_SNAKE),
    "MT": ((104.05, 49.0), (104.05, 45.0), (111.05, 45.0), *_DIVIDE),
}


def _middles() -> dict[tuple[str, str], tuple[float, float]]:
    found = {}
    for state, written in _MIDDLES.items():
        for entry in " ".join(written.split()).split(", "):
            name, west, north = entry.rsplit(" ", 2)
            found[state, name] = (float(west), float(north))
    return found


# By state and county.
MIDDLES: Final = _middles()
