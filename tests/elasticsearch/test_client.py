"""Asks `annals serve` with the Elasticsearch client that programs use: what they rely on must be there."""

import os
import pathlib
import signal
import subprocess
import tempfile
import unittest

from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError, helpers

ROOT = pathlib.Path(__file__).resolve().parents[2]
ANNALS = os.environ.get("ANNALS", str(ROOT / "target" / "debug" / "annals"))


def setUpModule():
    """The sample news world, read and indexed once, and a server over it on a port of the system's choice."""
    global folder, server, client, address
    folder = tempfile.TemporaryDirectory()
    subprocess.run([ANNALS, "--quiet", "init", folder.name], check=True)
    config = str(pathlib.Path(folder.name) / "annals.toml")
    subprocess.run([ANNALS, "--quiet", "-c", config, "run"], check=True)
    server = subprocess.Popen([ANNALS, "--quiet", "-c", config, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
    address = server.stdout.readline().strip()
    client = Elasticsearch(address, request_timeout=30, retry_on_timeout=False, max_retries=0)


def tearDownModule():
    client.close()
    server.send_signal(signal.SIGTERM)
    status = server.wait(timeout=20)
    server.stdout.close()
    folder.cleanup()
    assert status == 0, f"the server ended with {status}"


def ids(answer):
    return [hit["_id"] for hit in answer["hits"]["hits"]]


class Client(unittest.TestCase):
    def test_the_server_is_known(self):
        self.assertTrue(client.ping())
        self.assertTrue(client.info()["version"]["number"].startswith("9."))
        self.assertEqual(client.cluster.health()["status"], "green")
        mapping = client.indices.get_mapping(index="articles")["articles"]["mappings"]["properties"]
        self.assertEqual(mapping["published"]["type"], "date")
        self.assertEqual(mapping["firm"]["type"], "keyword")

    def test_search_gives_articles(self):
        everything = client.search(index="articles", query={"match_all": {}}, size=100)
        total = everything["hits"]["total"]["value"]
        self.assertGreater(total, 10)
        self.assertEqual(len(set(ids(everything))), total)
        source = everything["hits"]["hits"][0]["_source"]
        for field in ["headline", "text", "url", "publisher", "published", "lang"]:
            self.assertIn(field, source)
        self.assertNotIn("annotations", source)
        found = client.search(query={"match": {"text": "shares"}}, source=["headline", "url"])
        self.assertGreater(len(ids(found)), 0)
        scores = [hit["_score"] for hit in found["hits"]["hits"]]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertEqual(set(found["hits"]["hits"][0]["_source"]), {"headline", "url"})
        self.assertEqual(ids(client.search(q="shares")), ids(client.search(query={"query_string": {"query": "shares"}})))
        self.assertNotIn("_source", client.search(query={"match_all": {}}, source=False)["hits"]["hits"][0])

    def test_counts_agree(self):
        query = {"match": {"text": {"query": "shares index", "operator": "and"}}}
        both = client.count(index="articles", query=query)["count"]
        either = client.count(query={"match": {"text": "shares index"}})["count"]
        self.assertEqual(client.search(query=query, size=0)["hits"]["total"]["value"], both)
        self.assertGreater(both, 0)
        self.assertGreater(either, both)

    def test_conditions_join(self):
        dated = {"range": {"published": {"gte": "2025-02", "lt": "2025-04"}}}
        everything = client.count(query={"match_all": {}})["count"]
        inside = client.count(query=dated)["count"]
        outside = client.count(query={"bool": {"must_not": [dated]}})["count"]
        self.assertEqual(inside + outside, everything)
        self.assertGreater(inside, 0)
        found = client.search(
            query={"bool": {"must": [{"match": {"text": "shares"}}], "filter": [dated, {"exists": {"field": "firm"}}],
                            "should": [{"match_phrase": {"headline": "hang seng"}}]}},
            size=100,
        )
        self.assertGreater(len(ids(found)), 0)
        for hit in found["hits"]["hits"]:
            self.assertIn(hit["_source"]["published"][:7], ["2025-02", "2025-03"])
        some = ids(found)[:2]
        self.assertEqual(sorted(ids(client.search(query={"ids": {"values": some}}))), sorted(some))
        outlet = found["hits"]["hits"][0]["_source"]["publisher"]
        for query in [{"term": {"publisher.keyword": outlet}}, {"terms": {"publisher": [outlet, "nobody"]}},
                      {"prefix": {"publisher.keyword": outlet[:4]}}, {"wildcard": {"publisher": {"value": outlet[:3] + "*"}}}]:
            self.assertGreater(client.count(query=query)["count"], 0, query)
        multi = {"multi_match": {"query": "hang seng", "fields": ["headline^3", "text"]}}
        self.assertGreater(client.count(query=multi)["count"], 0)

    def test_pages_go_on(self):
        sort = [{"published": "desc"}, "_score"]
        whole = ids(client.search(query={"match_all": {}}, sort=sort, size=1000))
        paged, after = [], None
        while True:
            page = client.search(query={"match_all": {}}, sort=sort, size=4, search_after=after)
            if not ids(page):
                break
            paged += ids(page)
            after = page["hits"]["hits"][-1]["sort"]
        self.assertEqual(paged, whole)
        self.assertEqual(ids(client.search(query={"match_all": {}}, sort=sort, size=4, from_=4)), whole[4:8])
        oldest = client.search(query={"exists": {"field": "published"}}, sort="published:asc", size=2)
        self.assertLessEqual(*[hit["sort"][0] for hit in oldest["hits"]["hits"]])

    def test_aggregations_add_up(self):
        found = client.search(
            size=0,
            track_total_hits=True,
            aggs={
                "outlets": {"terms": {"field": "publisher", "size": 50},
                            "aggs": {"months": {"date_histogram": {"field": "published", "calendar_interval": "month", "format": "yyyy-MM"}},
                                     "last": {"max": {"field": "published"}}}},
                "firms": {"terms": {"field": "firm", "size": 5}},
                "quarters": {"date_histogram": {"field": "published", "calendar_interval": "quarter", "min_doc_count": 1}},
                "kinds": {"filters": {"filters": {"with": {"exists": {"field": "firm"}}, "without": {"bool": {"must_not": {"exists": {"field": "firm"}}}}}}},
                "first": {"min": {"field": "published"}},
                "many": {"cardinality": {"field": "firm"}},
                "dated": {"value_count": {"field": "published"}},
            },
        )
        total, aggs = found["hits"]["total"]["value"], found["aggregations"]
        outlets = aggs["outlets"]["buckets"]
        self.assertEqual(sum(bucket["doc_count"] for bucket in outlets) + aggs["outlets"]["sum_other_doc_count"], total)
        dated = aggs["dated"]["value"]
        self.assertEqual(sum(bucket["doc_count"] for bucket in aggs["quarters"]["buckets"]), dated)
        self.assertEqual(sum(month["doc_count"] for outlet in outlets for month in outlet["months"]["buckets"]), dated)
        self.assertRegex(outlets[0]["months"]["buckets"][0]["key_as_string"], r"^\d{4}-\d\d$")
        self.assertEqual(sum(bucket["doc_count"] for bucket in aggs["kinds"]["buckets"].values()), total)
        self.assertGreaterEqual(aggs["many"]["value"], len(aggs["firms"]["buckets"]))
        self.assertLessEqual(aggs["first"]["value"], outlets[0]["last"]["value"])
        for bucket in aggs["firms"]["buckets"]:
            self.assertEqual(client.count(query={"term": {"firm": bucket["key"]}})["count"], bucket["doc_count"])

    def test_matches_are_marked(self):
        found = client.search(query={"match": {"text": "shares"}}, highlight={"fields": {"text": {"number_of_fragments": 2}, "headline": {}}, "pre_tags": ["<b>"], "post_tags": ["</b>"]})
        shown = [hit["highlight"]["text"] for hit in found["hits"]["hits"]]
        self.assertGreater(len(shown), 0)
        for fragments in shown:
            self.assertLessEqual(len(fragments), 2)
            for fragment in fragments:
                self.assertRegex(fragment.lower(), r"<b>shares?</b>")

    def test_several_searches_at_once(self):
        answers = client.msearch(searches=[{"index": "articles"}, {"query": {"match_all": {}}, "size": 1}, {}, {"query": {"nothing": {}}}])["responses"]
        self.assertEqual([answer["status"] for answer in answers], [200, 400])
        self.assertEqual(len(answers[0]["hits"]["hits"]), 1)

    def test_what_is_not_there_is_refused_by_name(self):
        for body, named in [({"query": {"fuzzy": {"text": "a"}}}, "fuzzy"), ({"suggest": {"x": {}}}, "suggest"),
                            ({"query": {"query_string": {"query": "("}}}, "column"), ({"from": 9_999, "size": 10}, "10000"),
                            ({"aggs": {"a": {"date_histogram": {"field": "published", "fixed_interval": "1d"}}}}, "fixed_interval")]:
            with self.assertRaises(BadRequestError) as caught:
                client.search(body=body)
            self.assertIn(named, caught.exception.body["error"]["reason"])
            self.assertEqual(caught.exception.status_code, 400)
        with self.assertRaises(NotFoundError):
            client.search(index="elsewhere")
        with self.assertRaises(ApiError):
            list(helpers.scan(client, query={"query": {"match_all": {}}}))


if __name__ == "__main__":
    unittest.main()
