"""Asks warcio and cdxj-indexer, which others read web archives with, whether they and annals read each other's files."""

import contextlib
import gzip
import hashlib
import http.server
import io
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading
import unittest

import brotli
from cdxj_indexer.main import write_cdx_index
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

EXAMPLES = pathlib.Path(os.environ.get("EXAMPLES", pathlib.Path(__file__).resolve().parents[2] / "target" / "debug" / "examples"))
PAGES = 400


def printed(*arguments):
    """What warcio's command prints; it must succeed."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        try:
            status = warcio([str(argument) for argument in arguments])
        except SystemExit as end:
            status = end.code
    assert not status, f"warcio {arguments}: {status}\n{text.getvalue()}"
    return text.getvalue()


def read_by_annals(*files):
    lines = subprocess.run([EXAMPLES / "read_pages", *files], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return [json.loads(line) for line in lines]


def sha256(body):
    return hashlib.sha256(body).hexdigest()


class WrittenByAnnals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        written = subprocess.run([EXAMPLES / "round_trip", str(PAGES), cls.folder.name, "300000"], check=True, stdout=subprocess.PIPE, text=True)
        assert f"{PAGES} of {PAGES} pages, 0 of them different" in written.stdout, written.stdout
        cls.files = sorted(pathlib.Path(cls.folder.name).glob("*.warc.gz"))
        assert len(cls.files) > 2, cls.files

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_every_digest_is_right(self):
        text = printed("check", "-v", *self.files)
        # Of revisits no digest is checked: the bytes are not there.
        self.assertEqual(text.count("digest pass"), len(self.files) + 2 * PAGES + PAGES // 10)
        self.assertEqual(text.count("digest present but not checked (revisit)"), 2 * (PAGES // 10))
        self.assertEqual(text.count("no digest to check"), 0)

    def test_every_record_is_read(self):
        kinds, bodies = {}, {}
        for file in self.files:
            with open(file, "rb") as stream:
                for record in ArchiveIterator(stream):
                    kinds[record.rec_type] = kinds.get(record.rec_type, 0) + 1
                    self.assertEqual(record.rec_headers.protocol, "WARC/1.1")
                    body = record.content_stream().read()
                    if record.rec_type == "response":
                        self.assertEqual(record.http_headers.get_header("Content-Length"), str(len(body)))
                        bodies[record.rec_headers.get_header("WARC-Target-URI")] = sha256(body)
                    elif record.rec_type == "revisit":
                        self.assertEqual(body, b"")
                        self.assertIn("/revisit/", record.rec_headers.get_header("WARC-Profile"))
                    elif record.rec_type == "request":
                        self.assertEqual(record.http_headers.protocol, "GET")
        fifth = PAGES // 10
        self.assertEqual(kinds, {"warcinfo": len(self.files), "request": PAGES + fifth, "response": PAGES, "revisit": 2 * fifth})
        pages = {page["url"]: page["sha256"] for page in read_by_annals(*self.files)}
        self.assertEqual(pages, bodies)

    def test_the_lists_are_those_of_the_common_indexer(self):
        for file in self.files:
            theirs = io.StringIO()
            write_cdx_index(theirs, [str(file)], {"sort": True})
            ours = file.with_name(file.name.replace(".warc.gz", ".cdxj")).read_text()
            self.assertEqual(ours.splitlines(), theirs.getvalue().splitlines())


    def test_a_full_disk_leaves_whole_records(self):
        with tempfile.TemporaryDirectory() as folder:
            # Files may have 150 KiB and no more; a write beyond is cut short and then refused, as on a full disk.
            command = ["bash", "-c", "trap '' XFSZ; ulimit -f 150; exec \"$@\"", "-", EXAMPLES / "round_trip", "400", folder]
            ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.assertNotEqual(ended.returncode, 0)
            self.assertIn("Full", ended.stderr)
            file = pathlib.Path(folder, "annals-000001.warc.gz")
            self.assertGreater(file.stat().st_size, 100_000)
            printed("check", file)
            with open(file, "rb") as stream:
                kinds = [record.rec_type for record in ArchiveIterator(stream)]
            self.assertEqual(kinds[-1], "response")
            self.assertEqual(len([line for line in read_by_annals(file) if "problem" not in line]), kinds.count("response"))
            theirs = io.StringIO()
            write_cdx_index(theirs, [str(file)], {"sort": True})
            self.assertEqual(file.with_name("annals-000001.cdxj").read_text().splitlines(), theirs.getvalue().splitlines())


class WrittenByOthers(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def test_warcio_s_files_are_read(self):
        body = b"<p>the index rose, in \xe4\xb8\xad\xe6\x96\x87 too</p>" * 50
        chunked = b"%x\r\n%s\r\n5;note=x\r\n tail\r\n0\r\n\r\n" % (len(body), body)
        answers = [
            ("plain", [], body, body),
            ("chunked", [("Transfer-Encoding", "chunked")], chunked, body + b" tail"),
            ("gzip", [("Content-Encoding", "gzip")], gzip.compress(body), body),
            ("brotli", [("Content-Encoding", "br")], brotli.compress(body), body),
            ("both", [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")], b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(body)), gzip.compress(body)), body),
            ("unpacked-before", [("Content-Encoding", "br")], body, body),
            ("empty", [], b"", b""),
        ]
        for version in ["WARC/1.0", "WARC/1.1"]:
            for packed in [True, False]:
                with self.subTest(version=version, packed=packed):
                    file = self.path / f"theirs{version[-1]}{packed}.warc{'.gz' if packed else ''}"
                    with open(file, "wb") as stream:
                        writer = WARCWriter(stream, gzip=packed, warc_version=version)
                        writer.write_record(writer.create_warcinfo_record(file.name, {"software": "warcio"}))
                        for name, headers, payload, _ in answers:
                            url = f"https://eastquay.example/{name}"
                            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
                            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "eastquay.example")], is_http_request=True)
                            response = writer.create_warc_record(url, "response", io.BytesIO(payload), http_headers=http)
                            writer.write_request_response_pair(writer.create_warc_record(url, "request", http_headers=asked), response)
                        writer.write_record(writer.create_revisit_record("https://eastquay.example/again", "sha1:" + "A" * 32, "https://eastquay.example/plain", "2025-03-01T00:00:00Z"))
                        writer.write_record(writer.create_warc_record("https://eastquay.example/file", "resource", io.BytesIO(b"text"), warc_content_type="text/plain"))
                    pages = read_by_annals(file)
                    expected = [(f"https://eastquay.example/{name}", sha256(whole)) for name, _, _, whole in answers]
                    self.assertEqual([(page["url"], page["sha256"]) for page in pages], [*expected, ("https://eastquay.example/file", sha256(b"text"))])
        # The same, as one gzip member for the whole file.
        whole = self.path / "whole.warc.gz"
        whole.write_bytes(gzip.compress((self.path / "theirs1False.warc").read_bytes()))
        self.assertEqual(len(read_by_annals(whole)), len(answers) + 1)

    def test_arc_files_are_read_as_warcio_reads_them(self):
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>old news"
        about = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
        records = [b"filedesc://old.arc 0.0.0.0 20050307123456 text/plain %d\n%s\n" % (len(about), about)]
        records += [b"http://eastquay.example/%d 192.0.2.9 20050307123456 text/html %d\n%s\n" % (n, len(answer), answer) for n in range(5)]
        (self.path / "old.arc").write_bytes(b"".join(records))
        (self.path / "old.arc.gz").write_bytes(b"".join(gzip.compress(record) for record in records))
        for name in ["old.arc", "old.arc.gz"]:
            with open(self.path / name, "rb") as stream:
                theirs = [(record.rec_headers.get_header("uri"), sha256(record.content_stream().read())) for record in ArchiveIterator(stream) if record.rec_type == "response"]
            self.assertEqual(len(theirs), 5)
            self.assertEqual([(page["url"], page["sha256"]) for page in read_by_annals(self.path / name)], theirs)

    @unittest.skipUnless(shutil.which("wget"), "wget is not installed")
    def test_wget_s_files_are_read(self):
        site = self.path / "site"
        site.mkdir()
        for n in range(4):
            (site / f"{n}.html").write_text(f"<a href='{(n + 1) % 4}.html'>page {n}</a>")
        handler = lambda *arguments: Quiet(*arguments, directory=str(site))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            root = f"http://127.0.0.1:{server.server_address[1]}"
            for extra in [[], ["--no-warc-compression"]]:
                command = ["wget", "--quiet", "--no-proxy", "--recursive", "--execute=robots=off", f"--warc-file={self.path / ('w' + str(len(extra)))}", *extra, f"{root}/0.html"]
                subprocess.run(command, check=True, cwd=self.path)
            server.shutdown()
        for name in ["w0.warc.gz", "w1.warc"]:
            pages = {page["url"].rsplit("/", 1)[1]: page["sha256"] for page in read_by_annals(self.path / name) if "url" in page and page["url"].startswith(root)}
            self.assertEqual(pages, {f"{n}.html": sha256((site / f"{n}.html").read_bytes()) for n in range(4)})
            self.assertEqual([line for line in read_by_annals(self.path / name) if "problem" in line], [])


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    # warcio leaves temporary files to the collector.
    unittest.main(warnings="ignore")
