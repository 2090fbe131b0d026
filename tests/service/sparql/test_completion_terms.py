"""The terms that editors complete from."""


def test_terms_have_labels_pinyin_and_a_definition_in_the_language_of_the_reader(client):
    answer = client.get("/sparql/terms", params={"lang": "en"})
    assert "accept-language" in answer.headers["vary"].lower()
    read = answer.json()
    assert read["prefixes"]["kq"].endswith("ontology#")
    by_name = {term["name"]: term for term in read["terms"]}
    area, total = by_name["kq:area"], by_name["area-kind:total"]
    assert (area["kind"], area["zh"], area["pinyin"]) == ("property", "面积", ["mianji", "mj"])
    assert (total["kind"], total["zh"], by_name["kq:Zone"]["kind"]) == ("concept", "总面积", "class")
    in_chinese = {term["name"]: term for term in client.get("/sparql/terms", params={"lang": "zh"}).json()["terms"]}
    assert area["definition"].isascii()
    assert not in_chinese["kq:area"]["definition"].isascii()
    assert in_chinese.keys() == by_name.keys()
