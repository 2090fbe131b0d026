"""Invented papers of many provinces go in as they are, conform beside the real papers, and are queried."""

from pathlib import Path

import pytest

from graph.build import build, source_folders
from graph.core.iris import local_name
from graph.curation.clauses import heading_spans
from graph.curation.coverage import coverage, read_omissions
from graph.curation.passages import read_passages
from graph.curation.scaffold import new_source
from graph.curation.source_folder import read_source
from graph.curation.source_model import Span
from graph.rdf.quads import read_triples
from graph.schema.ontology import load_ontology
from graph.shacl.kept_report import checked, run_checks
from graph.store.store import GraphStore

PAPERS = sorted(card.parent for card in (Path(__file__).parent / "papers").glob("*/source.yaml"))
LEAST, MOST = 10, 60
QUESTIONS = {
    "areas before and after, and whether the table says the same": (
        """SELECT ?zone ?before ?in ?out ?after (COUNT(DISTINCT ?words) AS ?places) WHERE {
             [] kq:changeType change-type:area-adjustment ; kq:participation ?part .
             ?part kq:participant ?zone ; kq:areaBefore ?before ; kq:areaAfter ?after ;
               kq:areaIn ?in ; kq:areaOut ?out .
             ?claim rdf:subject ?part ; rdf:predicate kq:areaAfter ; kq:evidence/kq:quote ?words .
           } GROUP BY ?zone ?before ?in ?out ?after ORDER BY ?zone""",
        [
            ("qingxi-edz", "460", "178.6", "26.25", "612.35", "2"),
            ("qingxi-htz", "1388.4", "20.15", "20.15", "1388.4", "2"),
            ("shiping-edz", "298.44", "76.8", "76.8", "298.44", "1"),
            ("xunan-edz", "412.66", "58.3", "58.3", "412.66", "1"),
            ("yunpu-etdz", "58.3", "6.2", "17.4", "47.1", "1"),
        ],
    ),
    "a number and a year in Chinese numerals": (
        """SELECT ?value ?year ?words WHERE {
             target:qingxi-output kq:value ?value ; kq:dueYear ?year ; kq:evidence/kq:quote ?words }""",
        [("320", "2025", "力争到二〇二五年，清溪经济开发区规上工业总产值突破三百二十亿元")],
    ),
    "the bodies to file with": (
        """SELECT ?name WHERE { provision:file-qingxi-adjustments kq:filedWithOneOf/skos:prefLabel ?name
             FILTER(LANG(?name) = "zh") } ORDER BY ?name""",
        [("省商务厅",), ("省科技厅",)],
    ),
    "main and added plates": (
        """SELECT ?zone ?role ?name WHERE { ?plate kq:plateRole ?role ; kq:borneBy ?zone ; skos:prefLabel ?name
             FILTER(LANG(?name) = "zh") } ORDER BY ?zone DESC(STR(?role))""",
        [
            ("lingang-htz", "main", "临港高新技术产业园区"),
            ("lingang-htz", "added", "临港台湾农民创业园"),
            ("nanpu-etdz", "main", "南浦经济技术开发区"),
            ("nanpu-etdz", "added", "南浦综合保税区"),
            ("tuoyang-htz", "added", "沱阳国际科技合作园"),
            ("yanhu-cluster", "added", "楠洲高新区雁湖产业园"),
        ],
    ),
    "from how many zones to how many": (
        "SELECT ?before ?after WHERE { event:consolidate-nanpu-zones kq:countBefore ?before ; kq:countAfter ?after }",
        [("12", "3")],
    ),
    "the figures of a draft and their parts": (
        """SELECT ?value ?level ?part WHERE { admin:dongtong kq:figure ?figure .
             ?figure kq:statistic "省级以上开发区"@zh ; kq:value ?value ; kq:ofWhich ?parts .
             ?parts kq:level ?level ; kq:value ?part
           } ORDER BY ?part""",
        [("98", "national", "11"), ("98", "provincial", "87")],
    ),
    "problems": (
        "SELECT ?text WHERE { ?problem kq:problemOf admin:dongtong ; kq:problemText ?text } ORDER BY ?text",
        [("体制不顺",), ("布局分散",), ("能级不高",)],
    ),
    "a draft decides nothing": ("SELECT ?zone WHERE { zone:tongshan-park kq:absorbedInto ?zone }", []),
    "establishment and upgrade": (
        """SELECT ?type ?when WHERE { ?event kq:participation/kq:participant zone:qinggele-edz ; kq:changeType ?type ;
             kq:eventMonth|kq:eventYear ?when } ORDER BY ?when""",
        [("establishment", "1994-08"), ("upgrade", "2014")],
    ),
    "who manages": (
        """SELECT ?type ?by WHERE { zone:chagan-cooperation kq:management [ kq:managementType ?type ; kq:managedBy ?by ]
           } ORDER BY ?by""",
        [("joint", "baiyin"), ("joint", "chagan")],
    ),
    "townships in the custody of a zone, and those released": (
        """SELECT DISTINCT ?township ?zone (BOUND(?event) AS ?released) WHERE {
             ?custody kq:custodyOf ?township ; kq:custodian ?zone .
             ?custody kq:evidence/kq:source document:jizhou-plan .
             OPTIONAL { ?event kq:endsCustody ?custody } } ORDER BY ?township""",
        [
            ("bailu", "tingnan-htz", "true"),
            ("shawan", "jizhou-etdz", "false"),
            ("tongjing", "jizhou-etdz", "false"),
        ],
    ),
    "one relative name in seven papers is seven bodies": (
        """SELECT (COUNT(DISTINCT ?body) AS ?bodies) WHERE { ?body a kq:Body ; skos:prefLabel "市政府"@zh }""",
        [("7",)],
    ),
    "a park that goes into a zone in part": (
        """SELECT ?park ?extent WHERE {
             event:enlarge-shaquan-etdz kq:participation ?part .
             ?part kq:participant ?park ; kq:effect effect:absorbed ; kq:extent ?extent
           }""",
        [("shaquan-airport-park", "机场大道以东片区")],
    ),
    "a park that a zone runs": (
        "SELECT ?by WHERE { zone:hongliu-park kq:management/kq:managedBy ?by }",
        [("shaquan-etdz",)],
    ),
    "a ratio that is written with the sign of ratio": (
        """SELECT ?sharer ?fraction WHERE { fiscal:shaquan-etdz-excess kq:share ?share .
             ?share kq:sharer ?sharer ; kq:shareFraction ?fraction } ORDER BY ?sharer""",
        [("quanwan", "0.4"), ("shaquan-etdz", "0.6")],
    ),
    "where the abolished zones of a notice go": (
        """SELECT ?zone ?fate WHERE { event:abolish-gudu-shatan kq:participation/kq:participant ?zone .
             ?zone kq:absorbedInto ?fate } ORDER BY ?zone""",
        [("gudu-park", "qingqu-htz"), ("shatan-park", "yunpu-etdz")],
    ),
    "the zones to which firms are to move, as a class": (
        "SELECT ?zones WHERE { measure:gather-rongnan-firms kq:destination ?zones }",
        [("rongnan-upper-zones",)],
    ),
    "townships whose county the paper does not name": (
        "SELECT ?township WHERE { ?township kq:silentOn silence:place ; a kq:Township } ORDER BY ?township",
        [
            ("baiyang",),
            ("dongan",),
            ("dongping",),
            ("huihe",),
            ("putou",),
            ("shahu",),
            ("shipai",),
            ("shiqiao",),
            ("shizhu",),
            ("shuangbai",),
            ("shuanghou",),
            ("wanghuai",),
            ("wucun",),
            ("xindian",),
            ("yingyuan-dongguan",),
            ("yunmeng",),
            ("zeyang-chengguan",),
            ("zhuhe",),
        ],
    ),
    "the core park that takes in others, and what each of them was": (
        """SELECT ?park ?kind WHERE { ?park kq:absorbedInto zone:nanzhou-htz ; kq:zoneKind ?kind } ORDER BY ?park""",
        [
            ("changtang-area", "sub-area"),
            ("nanzhou-building-materials-park", "industry-park"),
            ("yanhu-cluster", "industrial-park"),
        ],
    ),
    "what becomes of the plates of zones that are absorbed": (
        """SELECT ?plate ?action ?zone WHERE { ?event kq:plate ?plate ; kq:plateAction ?action .
             ?plate kq:borneBy/kq:absorbedInto ?zone . FILTER(?zone IN (zone:nanzhou-htz, zone:nanzhou-edz))
           } ORDER BY ?plate""",
        [
            ("nanshan-edz", "abolish", "nanzhou-edz"),
            ("yanhu-cluster", "abolish", "nanzhou-htz"),
            ("yanhu-park", "hang-besides", "nanzhou-htz"),
        ],
    ),
    "a plate that is kept and hung on the zone that takes its park in": (
        """SELECT ?action ?fate ?on WHERE { ?event kq:plate plate:donggu-park ; kq:plateAction ?action .
             zone:donggu-park kq:absorbedInto ?fate . OPTIONAL { ?event kq:hungOn ?on } } ORDER BY ?action""",
        [("hang-besides", "linyuan-etdz", "linyuan-etdz"), ("retain", "linyuan-etdz")],
    ),
    "a committee, and not its zone, that has townships in custody": (
        """SELECT ?township ?committee WHERE { ?custody kq:custodyOf ?township ; kq:custodian ?committee .
             ?committee a kq:Body } ORDER BY ?township""",
        [
            ("baiyang", "qingfu-edz-committee"),
            ("nanqiao", "linyuan-etdz-committee"),
            ("qiaotou", "jingyang-htz-committee"),
            ("shijing", "linyuan-etdz-committee"),
            ("shuangbai", "qingfu-edz-committee"),
            ("wanghuai", "gaoling-etdz-committee"),
            ("zhuhe", "gaoling-etdz-committee"),
        ],
    ),
    "the areas of a zone, listed before their figures": (
        """SELECT ?area ?value WHERE { ?area kq:partOf zone:yichuan-edz ; kq:area/kq:value ?value } ORDER BY ?area""",
        [("yichuan-chengdong-area", "23.5"), ("yichuan-hexi-area", "17.7")],
    ),
    "the areas of a counted list and the verified area of their zone": (
        """SELECT ?total (SUM(?value) AS ?sum) WHERE { enumeration:luchuan-port-areas kq:member ?area .
             ?area kq:area/kq:value ?value . zone:luchuan-port-edz kq:area/kq:value ?total } GROUP BY ?total""",
        [("1538.9", "1538.9")],
    ),
    "an area that the annex gives otherwise than the text": (
        """SELECT ?before ?after ?annex WHERE {
             event:adjust-linyuan-htz kq:participation [ kq:areaBefore ?before ; kq:areaAfter ?after ] .
             zone:linyuan-htz kq:area/kq:value ?annex FILTER(?annex != ?after) }""",
        [("63.8", "89.5", "98.5")],
    ),
    "what becomes of a zone that leaves the list": (
        """SELECT ?thing ?effect ?extent WHERE { VALUES ?thing { zone:guixi-park zone:guixi-rest }
             [] kq:participation ?part . ?part kq:participant ?thing ; kq:effect ?effect .
             OPTIONAL { ?part kq:extent ?extent } } ORDER BY ?thing""",
        [("guixi-park", "absorbed", "符合规划的北部区块"), ("guixi-rest", "phased-out")],
    ),
    "the leading industries of zones, and not what a zone tries besides": (
        """SELECT ?name WHERE { zone:pingyuan-edz kq:leadingIndustry/skos:prefLabel ?name
             FILTER(LANG(?name) = "zh") }""",
        [("绿色家居",)],
    ),
    "a share of a class of zones, and who gets the rest": (
        """SELECT ?sharer ?fraction ?rest WHERE { fiscal:linyuan-return kq:share ?share ; kq:silentOn ?rest .
             ?share kq:sharer ?sharer ; kq:shareFraction ?fraction }""",
        [("linyuan-national-zones", "0.8", "remainder")],
    ),
    "firms that move, and the paper does not say where": (
        """SELECT ?measure WHERE { ?measure kq:measureKind measure-kind:firm-relocation ;
             kq:silentOn silence:firm-destination } ORDER BY ?measure""",
        [("daijiawa-firms",), ("huihe-foundries",), ("move-guqiao-chemical-firms",), ("tuoyang-chemical-firms",)],
    ),
    "halves of the taxes of an enclave": (
        """SELECT ?sharer ?percent WHERE { fiscal:qingfu-tuoyang-enclave kq:share ?share .
             ?share kq:sharer ?sharer ; kq:shareValue ?percent } ORDER BY ?sharer""",
        [("qingfu-htz", "50"), ("tuoyang-htz", "50")],
    ),
    "the parts into which a zone is divided, and what is only encouraged": (
        """SELECT ?zone ?fate WHERE { VALUES ?zone { zone:zeyang-edz zone:yuntai-park }
             ?zone kq:absorbedInto ?fate } ORDER BY ?zone ?fate""",
        [("yuntai-park", "zebei-edz"), ("zeyang-edz", "zebei-edz"), ("zeyang-edz", "zenan-edz")],
    ),
    "one plate that two zones share, and one that is restored": (
        """SELECT ?plate ?zone (COALESCE(?state, "none") AS ?now) WHERE {
             VALUES ?plate { plate:zeyang-edz plate:shayuan-edz } ?zone kq:bearsPlate ?plate .
             OPTIONAL { ?plate kq:plateState ?state } } ORDER BY ?plate ?zone""",
        [
            ("shayuan-edz", "shayuan-edz", "restored"),
            ("zeyang-edz", "zebei-edz", "none"),
            ("zeyang-edz", "zenan-edz", "none"),
        ],
    ),
    "what a decision does to earlier papers": (
        """SELECT ?does ?what WHERE { VALUES ?does { kq:amends kq:repeals kq:revokes }
             document:lingdong-decision ?does ?what } ORDER BY ?does""",
        [("amends", "lingdong-plan"), ("repeals", "lingdong-clearance"), ("revokes", "absorb-shayuan-edz")],
    ),
    "a merger that is called off": ("SELECT ?fate WHERE { zone:shayuan-edz kq:absorbedInto ?fate }", []),
    "who has the functions of a committee that is abolished": (
        """SELECT ?assignee WHERE { ?rule a kq:FunctionAssignment ; kq:assignee ?assignee ;
             kq:evidence/kq:source document:zeyang-reply } ORDER BY ?assignee""",
        [("chengguan-government",), ("zebei-edz-committee",), ("zeyang-housing-bureau",)],
    ),
    "how many plates a zone may add": (
        """SELECT ?target ?comparator ?value WHERE {
             ?target kq:comparator ?comparator ; kq:value ?value ; kq:unit unit:plate } ORDER BY ?target""",
        [("chijiang-added-plates", "at-most", "1"), ("lingdong-plates", "at-most", "1")],
    ),
    "where the zones go that a high-tech zone and a new zone take in": (
        """SELECT ?zone ?fate WHERE { ?zone kq:absorbedInto ?fate
             FILTER(?fate IN (zone:jingyang-htz, zone:songling-edz)) } ORDER BY ?zone""",
        [
            ("jingyang-edz", "jingyang-htz"),
            ("shagang-park", "jingyang-htz"),
            ("songling-circular-park", "songling-edz"),
            ("songling-food-park", "songling-edz"),
            ("songling-industrial-park", "songling-edz"),
        ],
    ),
    "the leading industries of each area of a zone": (
        """SELECT ?area ?industry WHERE { ?area kq:partOf zone:jingyang-htz ; kq:leadingIndustry ?industry
           } ORDER BY ?area ?industry""",
        [
            ("jingyang-beihu-area", "biomedicine"),
            ("jingyang-beihu-area", "medical-devices"),
            ("jingyang-central-area", "artificial-intelligence"),
            ("jingyang-central-area", "opto-electronic-information"),
            ("jingyang-shagang-area", "car-parts"),
            ("jingyang-shagang-area", "smart-equipment"),
        ],
    ),
    "who leads a task and until when": (
        """SELECT ?body ?month WHERE { ?rule kq:appliesTo ?body ; kq:dueMonth ?month .
             ?body a kq:Body . ?rule kq:evidence/kq:source document:jingyang-plan } ORDER BY ?month""",
        [
            ("jingyang-planning-bureau", "2023-08"),
            ("jingyang-staffing-office", "2023-09"),
            ("jingyang-finance-bureau", "2023-11"),
            ("shihe-government", "2024-06"),
        ],
    ),
    "zones that a notice merges into one that keeps its name": (
        """SELECT ?zone ?fate WHERE { ?zone kq:absorbedInto ?fate
             FILTER(?fate IN (zone:jiangyuan-etdz, zone:luchuan-htz, zone:yansai-edz, zone:fenqu-edz))
           } ORDER BY ?zone""",
        [
            ("fenqu-coking-park", "fenqu-edz"),
            ("fenqu-foundry-park", "fenqu-edz"),
            ("jiangyuan-airport-park", "jiangyuan-etdz"),
            ("luchuan-coal-park", "luchuan-htz"),
            ("quling-ceramics-park", "fenqu-edz"),
            ("tunhe-park", "luchuan-htz"),
            ("yansai-eco-park", "yansai-edz"),
        ],
    ),
    "abolished zones that a notice names in headings": (
        """SELECT ?zone ?silent WHERE { ?event kq:changeType change-type:abolition ;
               kq:participation/kq:participant ?zone ; kq:evidence/kq:source document:fenbei-notice .
             BIND(EXISTS { ?zone kq:silentOn silence:destination } AS ?silent) } ORDER BY ?zone""",
        [("louhe-park", "true"), ("shilougou-park", "true"), ("yansai-eco-park", "false")],
    ),
    "new land of a zone and where it ends": (
        """SELECT ?value ?side ?landmark WHERE { zone:pingqiu-new-range kq:area/kq:value ?value ; kq:boundary ?limit .
             ?limit kq:side ?side ; kq:landmark ?landmark } ORDER BY ?side""",
        [("12.6", "eastern-limit", "shaqin-river"), ("12.6", "northern-limit", "pingqiu-south-ring")],
    ),
    "who is responsible for a task and until when, as the brackets behind it say": (
        """SELECT ?task ?body ?month WHERE { ?task kq:appliesTo ?body ; kq:dueMonth ?month .
             ?claim rdf:subject ?task ; rdf:predicate kq:appliesTo ; rdf:object ?body ; kq:evidence/kq:quote ?words .
             FILTER(STRSTARTS(?words, "（责任单位：") && STRSTARTS(STR(?task), STR(provision:)))
           } ORDER BY ?month ?task ?body""",
        [
            ("yingyuan-committees", "yingyuan-staffing-office", "2022-02"),
            ("yingyuan-former-bodies", "yingyuan-staffing-office", "2022-02"),
            ("xindian-dongguan", "yingyuan-political-legal-commission", "2022-03"),
            ("yingyuan-company", "yingyuan-finance-bureau", "2022-03"),
            ("yingyuan-no-business", "yingyuan-finance-bureau", "2022-03"),
            ("yingyuan-offices", "yingyuan-organisation-department", "2022-04"),
            ("yingyuan-offices", "yingyuan-personnel-bureau", "2022-04"),
            ("yingyuan-posts", "yingyuan-organisation-department", "2022-04"),
            ("yingyuan-posts", "yingyuan-personnel-bureau", "2022-04"),
            ("yingyuan-windows", "yingyuan-service-bureau", "2022-05"),
            ("yingyuan-chief-investment-officer", "yingyuan-personnel-bureau", "2022-06"),
        ],
    ),
    "the parks of a zone that is formed, with their areas and industries": (
        """SELECT ?park ?value ?industry WHERE { ?park kq:partOf zone:yingyuan-zone ;
               kq:area [ kq:areaKind area-kind:planned ; kq:value ?value ] .
             OPTIONAL { ?park kq:leadingIndustry ?industry } } ORDER BY ?park ?industry""",
        [
            ("yingyuan-food-park", "7.12", "flour-products"),
            ("yingyuan-food-park", "7.12", "meat-products"),
            ("yingyuan-foundry-park", "3.62"),
            ("yingyuan-main-park", "17.9", "electronics-and-electrics"),
            ("yingyuan-main-park", "17.9", "equipment-manufacturing"),
        ],
    ),
    "who supervises a zone through a body that it dispatches": (
        """SELECT ?supervisor ?from WHERE {
             supervision:yingyuan-zone kq:supervisor ?supervisor ; kq:dispatchedBy ?from }""",
        [("yingyuan-zone-discipline-committee", "yingyuan-discipline-commission")],
    ),
    "who runs the zones of an opinion, and in which way": (
        """SELECT ?zone ?by ?type WHERE { ?zone kq:management ?arrangement .
             ?arrangement kq:managedBy ?by ; kq:evidence/kq:source document:lanwan-opinion .
             OPTIONAL { ?arrangement kq:managementType ?type } } ORDER BY ?zone ?by""",
        [
            ("lanwan-core-park", "lanwan-htz-committee"),
            ("lanwan-etdz", "linxun", "merged-with-government"),
            ("lanwan-ocean-park", "lanwan-htz-committee"),
            ("lanwan-university-park", "lanwan-institute", "joint"),
            ("lanwan-university-park", "lanwan-htz", "joint"),
            ("shayu-zone", "shayu"),
        ],
    ),
    "what is handed over, and to whom": (
        """SELECT ?zone ?to WHERE { ?part kq:participant ?zone ; kq:recipient ?to ;
             kq:evidence/kq:source document:lanwan-opinion } ORDER BY ?zone""",
        [("lanwan-ocean-park", "lanwan-htz-committee"), ("lanwan-old-town", "linxun"), ("shayu-zone", "shayu")],
    ),
    "which townships stay in custody and which leaves it": (
        """SELECT ?township (BOUND(?event) AS ?released) WHERE {
             ?custody kq:custodian zone:lanwan-htz ; kq:custodyOf ?township .
             OPTIONAL { ?event kq:endsCustody ?custody } } ORDER BY ?township""",
        [("putou", "false"), ("shizhu", "true"), ("yunmeng", "false")],
    ),
    "plates that an opinion keeps, permits and abolishes": (
        """SELECT ?plate ?action ?modality WHERE { ?event kq:plate ?plate ; kq:plateAction ?action ;
             kq:modality ?modality ; kq:evidence/kq:source document:lanwan-opinion } ORDER BY ?plate""",
        [
            ("lanwan-electronics-base", "abolish", "ordered"),
            ("lanwan-ocean-park", "retain", "permitted"),
            ("lanwan-port-economy", "abolish", "ordered"),
            ("shayu-zone", "retain", "ordered"),
        ],
    ),
    "zones that either change or leave": (
        """SELECT ?zone ?effect WHERE { event:transition-jingyang-sites kq:participation ?part .
             ?part kq:participant ?zone ; kq:effectOneOf ?effect } ORDER BY ?zone ?effect""",
        [
            ("luoping-site", "phased-out"),
            ("luoping-site", "transitions"),
            ("qiaotou-site", "phased-out"),
            ("qiaotou-site", "transitions"),
        ],
    ),
    "the parks into which a zone is divided, and their leading industries": (
        """SELECT ?park ?industry WHERE {
             enumeration:gaoling-etdz-areas kq:member ?park .
             ?park kq:partOf zone:gaoling-etdz ; kq:leadingIndustry ?industry
           } ORDER BY ?park ?industry""",
        [
            ("gaoling-main-area", "new-energy-cars"),
            ("gaoling-main-area", "smart-equipment"),
            ("gaoling-port-area", "grain-and-oil-processing"),
            ("gaoling-port-area", "port-logistics"),
            ("gaoling-wanghuai-area", "green-building-materials"),
        ],
    ),
    "how many township sites either change or leave, and by when": (
        """SELECT ?count ?year WHERE { event:transition-gaoling-sites kq:count ?count ; kq:dueYear ?year ;
             kq:manner manner:gradual }""",
        [("9", "2025")],
    ),
    "the blocks of a counted list, whose members the items below it name": (
        """SELECT ?count (SUM(?value) AS ?sum) ?after WHERE {
             enumeration:jinmin-edz-blocks kq:count ?count ; kq:member ?block . ?block kq:area/kq:value ?value .
             event:adjust-jinmin-edz kq:participation/kq:areaAfter ?after } GROUP BY ?count ?after""",
        [("3", "1874.52", "1874.52")],
    ),
    "zones whose area in the list is that of the text, and how often their industries are given": (
        """SELECT ?zone ?value (COUNT(DISTINCT ?words) AS ?places) WHERE {
             VALUES ?zone { zone:jinmin-edz zone:baoling-edz zone:shiping-edz }
             ?zone kq:area/kq:value ?value . [] kq:participant ?zone ; kq:areaAfter ?value .
             ?claim rdf:subject ?zone ; rdf:predicate kq:leadingIndustry ; kq:evidence/kq:quote ?words
           } GROUP BY ?zone ?value ORDER BY ?zone""",
        [("baoling-edz", "601.25", "1"), ("jinmin-edz", "1874.52", "1"), ("shiping-edz", "298.44", "2")],
    ),
}
GAPS = {
    ("jizhou-plan", "zone-continuing", "zichuan-park"),
    ("jizhou-plan", "township-released", "bailu"),
    ("shaquan-plan", "zone-continuing", "shixia-park"),
    ("shaquan-plan", "township-released", "liutiao"),
    ("shaquan-plan", "platform-supervisor", "shaquan-htz"),
    ("shaquan-plan", "zone-total-incomplete", "linmo-edz"),
    ("shaquan-plan", "oddity-open", "airport-avenue"),
    ("nanzhou-plan", "zone-continuing", "taoping-zone"),
    ("nanzhou-plan", "platform-supervisor", "nanzhou-edz"),
    ("nanzhou-plan", "oddity-open", "xinpu-custodian"),
    ("rongnan-notice", "township-released", "baishi"),
    ("rongnan-notice", "township-released", "shangtang"),
    ("linyuan-notice", "platform-supervisor", "pingyuan-edz"),
    ("linyuan-notice", "oddity-open", "linyuan-htz-area"),
    ("linyuan-notice", "zone-area-in-paper", "linyuan-htz"),
    ("chijiang-reply", "platform-industry", "luchuan-port-edz"),
    ("chijiang-reply", "platform-supervisor", "luchuan-port-edz"),
    ("chijiang-reply", "oddity-open", "enclave-first-three-years"),
    ("jingyang-plan", "zone-continuing", "zhuyuan-park"),
    ("fenbei-notice", "oddity-open", "daling-edz-area"),
    ("fenbei-notice", "zone-area-in-paper", "daling-edz"),
    ("fenbei-notice", "zone-total-incomplete", "luchuan-htz"),
    ("fenbei-notice", "plate-without-bearer", "jiangyuan-airport-park"),
    ("fenbei-notice", "platform-supervisor", "fenqu-edz"),
    ("yingyuan-plan", "township-released", "xindian"),
    ("lanwan-opinion", "plate-without-bearer", "lanwan-electronics-base"),
    ("lanwan-opinion", "plate-without-bearer", "lanwan-port-economy"),
    ("lanwan-opinion", "township-released", "shizhu"),
    ("yingyuan-plan", "township-released", "yingyuan-dongguan"),
    ("gaoling-plan", "zone-total-incomplete", "gaoling-etdz"),
    ("zeyang-reply", "platform-industry", "zebei-edz"),
    ("zeyang-reply", "platform-industry", "zenan-edz"),
    ("zeyang-reply", "platform-supervisor", "zebei-edz"),
    ("zeyang-reply", "platform-supervisor", "zenan-edz"),
}
"""What the check finds missing or odd in the papers themselves.

They leave unsaid the platform of a zone that is kept, the range of a zone, the supervisor and the industries of a zone
and the areas of the parts of a total, or contradict themselves.
"""


@pytest.fixture(scope="module")
def folder(shared_folder):
    """A folder with a build of the real and the invented papers, and what the build warned of in `warnings.txt`."""

    def make(folder):
        warnings = []
        build(folder, [*source_folders(), *PAPERS], warnings.append)
        (folder / "warnings.txt").write_text("\n".join(map(str, warnings)), "utf-8")

    return shared_folder("real-and-invented-papers", make)


@pytest.fixture(scope="module")
def papers(folder):
    return GraphStore.open(folder)


@pytest.fixture(scope="module")
def report(papers, shared_folder):
    shared_folder("checks-of-papers", lambda _: run_checks(papers))  # which keeps the report in the build
    return checked(papers)


def short(term):
    return local_name(term.value) if "://" in term.value else term.value


@pytest.mark.parametrize("question", QUESTIONS)
def test_papers_are_queried(papers, question):
    query, answers = QUESTIONS[question]
    rows = papers.rows(query)
    assert [tuple(short(value) for value in row.values()) for row in rows] == answers


def test_the_build_warns_of_nothing_in_the_papers(folder):
    assert (folder / "warnings.txt").read_text("utf-8") == ""


def test_the_words_of_two_figures_are_shown_first(report):
    areas = [finding for finding in report.findings if finding.shape == "shape:zone-area-in-paper"]
    (finding,) = (finding for finding in areas if local_name(finding.focus) == "linyuan-htz")
    assert "高新区规划面积由63.8平方公里扩大到89.5平方公里" in finding.quotes[0].words


def test_papers_conform(report):
    found = {
        (path.name, f.shape.removeprefix("shape:"), local_name(f.focus))
        for path in PAPERS
        for f in report.only("Warning", (path.name,)).findings
    }
    assert found == GAPS
    assert report.conforms


@pytest.mark.parametrize("folder", PAPERS, ids=lambda path: path.name)
def test_each_sentence_of_a_paper_is_carried(folder):
    source = read_source(folder)
    passages, faults = read_passages(source)
    found = coverage(source, passages, read_triples(source, passages, load_ontology()))
    assert faults == []
    assert found.complete
    assert LEAST <= len(found.stating) <= MOST


@pytest.mark.parametrize("folder", PAPERS, ids=lambda path: path.name)
def test_new_source_offers_all_that_papers_say(tmp_path, folder):
    source = read_source(folder)
    new_source(tmp_path / folder.name, source.text)
    offered = characters(source.text, places(read_passages(read_source(tmp_path / folder.name))[0]))
    said = characters(source.text, places(read_passages(source)[0]))
    omitted = characters(source.text, [omission.span for omission in read_omissions(source)])
    headings = characters(source.text, heading_spans(source.clauses))
    assert said - offered - headings == set()
    assert offered - said - omitted == set()


def places(passages):
    """The spans that passages quote."""
    return [passage.place for passage in passages if isinstance(passage.place, Span)]


def characters(text, spans):
    """The places of the letters and numbers in some spans."""
    return {at for span in spans for at in range(span.start, span.end) if text[at].isalnum()}
