"""What becomes of zones and plates follows from decisions that stand, and from nothing else."""

import pytest
from pyoxigraph import RdfFormat, Store

from graph.core.iris import local_name, prefixes
from graph.core.terms import Quad
from graph.history.changes import read_changes
from graph.history.status import state_of
from graph.rdf.derivation import derive, read_rules
from graph.store.store import GraphStore

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes().items())
ABSORPTION = """
  zone:meishan a kq:Zone . zone:lianhu a kq:Zone .
  event:absorb a kq:ChangeEvent ; kq:changeType change-type:absorption ; kq:modality modality:{force} ;
    kq:participation <urn:taken>, <urn:taking> .
  <urn:taken> kq:participant zone:meishan ; kq:effect effect:absorbed ; kq:portion portion:whole .
  <urn:taking> kq:participant zone:lianhu ; kq:effect effect:receives ; kq:portion portion:whole .
"""
REVOCATION = """
  document:decision a kq:Document {state}.
  <urn:claim> a kq:Claim ; rdf:subject document:decision ; rdf:predicate kq:revokes ; rdf:object event:absorb .
"""
PLATE = """
  plate:meishan a kq:Plate ; kq:borneBy zone:meishan .
  <urn:claim> a kq:Claim ; rdf:subject plate:meishan ; rdf:predicate kq:borneBy ; rdf:object zone:meishan .
  event:abolish a kq:PlateEvent ; kq:plate plate:meishan ; kq:plateAction plate-action:abolish ;
    kq:modality modality:ordered .
"""
RESTORATION = """
  event:restore a kq:PlateEvent ; kq:plate plate:meishan ; kq:plateAction plate-action:restore ;
    kq:modality modality:{force} .
"""
SPLIT = """
  zone:meishan a kq:Zone . zone:north a kq:Zone . zone:south a kq:Zone .
  event:split a kq:ChangeEvent ; kq:changeType change-type:division ; kq:modality modality:ordered ;
    kq:participation <urn:whole>, <urn:north>, <urn:south> .
  <urn:whole> kq:participant zone:meishan ; kq:effect effect:{effect} ; kq:portion portion:whole .
  <urn:north> kq:participant zone:north ; kq:effect effect:formed ; kq:portion portion:whole .
  <urn:south> kq:participant zone:south ; kq:effect effect:formed ; kq:portion portion:whole .
"""


def dataset(turtle):
    """The triples of a text in Turtle and what the rules derive from them."""
    store = Store()
    store.load(HEAD + turtle, format=RdfFormat.TURTLE)
    store.extend([Quad(*quad.triple) for quad in derive(store, read_rules())])
    return GraphStore.of(store)


def values(store, subject, predicate):
    return {local_name(row["o"].value) for row in store.rows(f"SELECT ?o {{ {subject} {predicate} ?o }}")}


@pytest.mark.parametrize(
    ("force", "decides"),
    [
        *((force, True) for force in ("existing", "ordered", "ensured", "in-principle")),
        *((force, False) for force in ("strived", "aspired", "encouraged", "explored", "permitted")),
    ],
)
def test_only_a_decided_change_moves_a_zone(force, decides):
    store = dataset(ABSORPTION.format(force=force))
    assert values(store, "zone:meishan", "kq:absorbedInto") == ({"lianhu"} if decides else set())
    assert values(store, "event:absorb", "kq:undecided") == (set() if decides else {"true"})


@pytest.mark.parametrize(("state", "revoked"), [("", True), ("; kq:documentState document-state:draft ", False)])
def test_what_a_paper_revokes_moves_no_zone_and_a_draft_revokes_nothing(state, revoked):
    store = dataset(ABSORPTION.format(force="ordered") + REVOCATION.format(state=state))
    assert values(store, "zone:meishan", "kq:absorbedInto") == (set() if revoked else {"lianhu"})
    (zone,) = {thing for change in read_changes(store) for thing in change.things if thing.endswith("meishan")}
    state_after = state_of(zone, read_changes(store), "after")
    assert (state_after.standing, state_after.reason) == (
        ("not stated", "revoked") if revoked else ("does not stand", "absorbed")
    )


@pytest.mark.parametrize(("force", "restored"), [("ordered", True), ("encouraged", False)])
def test_a_restored_plate_is_borne_again(force, restored):
    store = dataset(PLATE + RESTORATION.format(force=force))
    assert values(store, "plate:meishan", "kq:plateState") == ({"restored"} if restored else {"abolished"})
    assert values(store, "zone:meishan", "kq:bearsPlate") == ({"meishan"} if restored else set())
    (plate,) = {change.plate for change in read_changes(store)}
    assert state_of(plate, read_changes(store), "after").standing == ("stands" if restored else "does not stand")


@pytest.mark.parametrize("effect", ["divided", "base"])
def test_a_zone_that_is_split_is_a_component_of_neither_part(effect):
    store = dataset(SPLIT.format(effect=effect))
    assert values(store, "zone:north", "kq:formedFrom") == values(store, "zone:south", "kq:formedFrom") == {"meishan"}
    assert values(store, "zone:meishan", "kq:absorbedInto") == {"north", "south"}
    assert values(store, "zone:meishan", "kq:componentOf") == set()
