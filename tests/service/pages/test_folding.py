"""What says the same twice is shown once, and what a paper states is always shown."""

import pytest

from graph.core.iris import BASE
from graph.store.repeated_triples import once
from service.pages.description import Describer
from service.pages.entity_view import view_entity
from service.pages.folding import fold_repeats
from service.web.links import Links
from service.web.view_models import Paging


@pytest.fixture(scope="module")
def views(graph):
    """The view of an entity before and after folding, and how many relations are left out."""

    def views(path):
        view = view_entity(BASE + path, once(Describer(graph).describe(BASE + path)), Links(), Paging(1, 1000))
        return view, *fold_repeats(view)

    return views


def shown(view, origin=None):
    """The relations of a view: whether they come in, their property and the other end."""
    return [
        (is_incoming, group.property.code, item.value.code)
        for is_incoming, groups in ((False, view.outgoing), (True, view.incoming))
        for group in groups
        for cluster in group.clusters
        for item in cluster.items
        if origin in {None, cluster.origin}
    ]


def test_a_zone_that_was_formed_from_others_names_each_of_them_once_for_one_passage(views):
    before, after, left_out = views("id/zone/zhizao-new-city")
    part = "zone:qujiang-edz"
    assert len([one for one in shown(before) if one[2] == part]) > 3
    assert [one for one in shown(after) if one[2] == part] == [(False, "kq:formedFrom", part)]
    assert left_out == len(shown(before)) - len(shown(after)) > 10


def test_a_zone_that_went_into_another_says_so_from_its_own_side(views):
    _, after, _ = views("id/zone/qujiang-edz")
    assert [one for one in shown(after) if one[2] == "zone:zhizao-new-city"] == [
        (False, "kq:absorbedInto", "zone:zhizao-new-city")
    ]


@pytest.mark.parametrize(
    "path", ["id/zone/zhizao-new-city", "id/plate/green-cluster", "id/township/baiyun", "id/event/form-zhizao-new-city"]
)
def test_what_papers_state_and_curators_add_is_all_there(views, path):
    before, after, _ = views(path)
    for origin in ("stated", "curated", "recorded"):
        assert shown(after, origin) == shown(before, origin)


def test_the_numbers_of_the_properties_are_those_that_are_shown(views):
    _, after, _ = views("id/zone/zhizao-new-city")
    for group in (*after.outgoing, *after.incoming):
        assert group.total == sum(len(cluster.items) for cluster in group.clusters)


def test_what_follows_through_another_zone_stays(views):
    _, after, _ = views("id/zone/zhizao-new-city")
    assert [one for one in shown(after) if one[1] == "kq:partOfTransitive"]
