"""Invented names of learners in the scripts people write them in, each with Latin letters for the address."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class People:
    """Given and family names of one naming tradition. In `family_first` ones the family name is printed first."""

    weight: int
    given: str
    family: str
    family_first: bool = False
    joined: bool = False


@dataclass(frozen=True)
class Name:
    given: str
    family: str
    printed: str
    address: str


# A word is written as it is printed; after "=" in Latin letters, where it needs them.
TRADITIONS: Final = (
    People(
        30,
        "Emma Olivia Hannah Rachel Megan Kathryn Laura Julie Amy Sarah James Tyler Jacob Ethan Mark Brian Scott Daniel "
        "Kevin Andrew Caleb Wendy Denise Gordon Janet",
        "Anderson Barker Christopherson Dalton Ellis Fairbanks Gardner Hollis Jessop Kendall Larkin Merrill Nielson "
        "Ostler Peck Rigby Stoddard Thatcher Udall Whitaker Winslow Bingley Crandall McBride O’Brien",
    ),
    People(
        10,
        "María José=jose Lucía Andrés Sofía Raúl Inés Óscar=oscar Verónica Héctor Noé Belén Ángel=angel Rocío",
        "Núñez Gutiérrez Peña Ibáñez Cárdenas Domínguez Fuentes Quiñones Zúñiga Villaseñor Beltrán Muñoz",
    ),
    People(
        5,
        "Søren=soren Åsa=asa Bjørn=bjorn Ingrid Jürgen=jurgen Željka=zeljka François=francois Zoë=zoe Łukasz=lukasz "
        "Šárka=sarka Ağgül=aggul Gyöngyi=gyongyi",
        "Ødegård=odegard Müller=muller Håkansson=hakansson Dvořáček=dvoracek Wójcik=wojcik Çelik=celik "
        "Lefèvre=lefevre Þórsson=thorsson Őszi=oszi Žižka=zizka Großmann=grossmann",
    ),
    People(
        6,
        "ʻOfa=ofa Sione Mele Tēvita=tevita Leilani Kalā=kala ʻIolani=iolani Fetū=fetu Losa Hōkū=hoku",
        "Tuʻipulotu=tuipulotu Fāʻoa=faoa Kahananui Māhoe=mahoe Faʻasavalu=faasavalu Toʻomalatai=toomalatai Kāne=kane",
    ),
    People(
        5,
        "Shideezhí=shideezhi Yanaha Łigai=ligai Haseya Nizhoni Tsélá=tsela Bijiibah Náshdóí=nashdoi",
        "Tódích’íi’nii=todichiinii Áshįįhí=ashiihi Nez Tsinajinnie Ch’ilhaajiní=chilhaajini Hoskie Bitsóí=bitsoi "
        "Tłʼízí=tlizi",
    ),
    People(
        4,
        "Елена=elena Дмитрий=dmitry Ольга=olga Андрей=andrey Наталия=nataliya Сергій=serhiy Їванка=ivanka",
        "Соколова=sokolova Лебедев=lebedev Шевчук=shevchuk Гончар=honchar Мирошник=miroshnyk Ђорђевић=dordevic",
    ),
    People(
        3,
        "Ἑλένη=eleni Γεώργιος=georgios Ιωάννα=ioanna Νικόλαος=nikolaos Κυριάκος=kyriakos",
        "Παπαδάκη=papadaki Δημητρίου=dimitriou Οικονόμου=oikonomou Βλάχος=vlachos",
    ),
    People(
        4,
        "فاطمة=fatima يوسف=yousef ليلى=layla عمر=omar مريم=maryam حسن=hassan",
        "الخطيب=alkhatib حداد=haddad منصور=mansour رضوان=radwan الشامي=alshami",
    ),
    People(2, "نسرین=nasrin پرویز=parviz ژاله=zhaleh گلناز=golnaz", "کریمی=karimi فرهادی=farhadi چگنی=chegini"),
    People(
        3, "שירה=shira אברהם=avraham נועה=noa דוד=david תמר=tamar", "לוי=levi מזרחי=mizrahi ברק=barak שפירא=shapira"
    ),
    People(
        5,
        "伟=wei 秀英=xiuying 志强=zhiqiang 雅婷=yating 文静=wenjing 浩然=haoran 麗華=lihua",
        "王=wang 李=li 陳=chen 张=zhang 劉=liu 欧阳=ouyang",
        family_first=True,
        joined=True,
    ),
    People(
        4,
        "さくら=sakura 健太=kenta 美咲=misaki 大輔=daisuke 陽子=yoko 翔=sho",
        "佐藤=sato 髙橋=takahashi 渡邉=watanabe 小林=kobayashi 𠮷田=yoshida",
        family_first=True,
    ),
    People(
        4,
        "민준=minjun 서연=seoyeon 지훈=jihoon 하은=haeun 도윤=doyoon",
        "김=kim 이=lee 박=park 최=choi 남궁=namgung",
        family_first=True,
        joined=True,
    ),
    People(
        4,
        "अनिता=anita विक्रम=vikram प्रिया=priya राजेश=rajesh सुनीता=sunita",
        "शर्मा=sharma पटेल=patel क्षीरसागर=kshirsagar मिश्रा=mishra",
    ),
    People(
        4,
        "Thị_Hương=thi.huong Văn_Đức=van.duc Minh_Tuấn=minh.tuan Thùy_Dương=thuy.duong Quốc_Bảo=quoc.bao",
        "Nguyễn=nguyen Trần=tran Phạm=pham Đặng=dang Huỳnh=huynh",
        family_first=True,
    ),
    People(2, "สมชาย=somchai อรทัย=orathai ณัฐพล=nattapon", "ศรีสุข=srisuk จันทร์ทอง=chanthong"),
    People(1, "Անահիտ=anahit Գարեգին=garegin", "Սարգսյան=sargsyan Պետրոսյան=petrosyan"),
    People(1, "ნინო=nino გიორგი=giorgi", "ბერიძე=beridze კაპანაძე=kapanadze"),
    People(
        3,
        "Amara Chukwuemeka Nkechi Kofi Abiọ́dún=abiodun Ṣadé=sade Wanjirũ=wanjiru",
        "Ọláwálé=olawale Mensah Kamau Abubakar Ńdukwe=ndukwe Tesfaye",
    ),
)


def every_name() -> list[list[Name]]:
    """All names each tradition can make, in order."""
    return [
        [_name(tradition, given, family) for given in _words(tradition.given) for family in _words(tradition.family)]
        for tradition in TRADITIONS
    ]


def _words(text: str) -> list[tuple[str, str]]:
    """Each word as printed and in plain Latin letters."""
    pairs = []
    for word in text.split():
        printed, _, latin = word.partition("=")
        pairs.append((printed.replace("_", " "), latin or _plain(printed)))
    return pairs


def _plain(word: str) -> str:
    folded = word.lower().translate(str.maketrans("áéíóúñǫ", "aeiouno"))
    return "".join(letter for letter in folded if letter.isascii() and letter.isalpha())


def _name(tradition: People, given: tuple[str, str], family: tuple[str, str]) -> Name:
    parts = (family[0], given[0]) if tradition.family_first else (given[0], family[0])
    printed = ("" if tradition.joined else " ").join(parts)
    return Name(given[0], family[0], printed, f"{given[1]}.{family[1]}")
