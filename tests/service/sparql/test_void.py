"""The description of the dataset in VoID: it counts classes and properties as queries do."""

import rdflib

from service.sparql.void import count_statements

VOID = rdflib.Namespace("http://rdfs.org/ns/void#")


def partitions(read, kind, unit):
    return {
        str(read.value(part, VOID[kind])): int(read.value(part, VOID[unit]))
        for part in read.objects(None, VOID[f"{kind}Partition"])
    }


def test_the_dataset_is_counted_by_class_and_property(client, graph):
    read = rdflib.Graph().parse(data=client.get("/.well-known/void").content, format="turtle")
    classes, properties = partitions(read, "class", "entities"), partitions(read, "property", "triples")
    (zones,) = graph.rows("SELECT (COUNT(DISTINCT ?z) AS ?n) { ?z a kq:Zone }")
    assert classes["https://w3id.org/kaifaqu/ontology#Zone"] == int(zones["n"].value)
    (triples,) = graph.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert sum(properties.values()) == int(triples["n"].value)


def test_the_statements_of_a_build_are_its_claims(graph, agreeing):
    for store in (graph, agreeing):
        (row,) = store.rows("SELECT (COUNT(DISTINCT ?claim) AS ?n) { ?claim a kq:Claim }")
        assert count_statements(store) == int(row["n"].value) > 1000
