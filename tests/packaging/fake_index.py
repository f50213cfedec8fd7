# SPDX-License-Identifier: GPL-3.0-or-later
"""A package index on 127.0.0.1 for the tests: fake_index.py FOLDER PORT_FILE LOG [--html] [--cut BYTES] [--login U:P]

Serves /simple/PROJECT/ (JSON, or HTML with --html) and the files of FOLDER, with ranges. --cut ends the connection
of the first file request after BYTES, as a broken network does. --login asks for a user name and a password.
"""

import argparse
import base64
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=Path)
parser.add_argument("port_file", type=Path)
parser.add_argument("log", type=Path)
parser.add_argument("--html", action="store_true")
parser.add_argument("--cut", type=int)
parser.add_argument("--login")
options = parser.parse_args()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        with open(options.log, "a", encoding="utf-8") as log:
            log.write(f"{self.path} {self.headers.get('Range', '')}\n")
        if options.login:
            wanted = "Basic " + base64.b64encode(options.login.encode()).decode()
            if self.headers.get("Authorization") != wanted:
                self.send_error(401)
                return
        if self.path.startswith("/simple/"):
            self.send_index(self.path.split("/")[2])
        else:
            self.send_file(options.folder / self.path.rsplit("/", 1)[-1])

    def send_index(self, project):
        names = [path.name for path in options.folder.glob(project.replace("-", "_") + "-*.whl")]
        if not names:
            self.send_error(404)
            return
        if options.html:
            kind = "text/html"
            body = "".join(f'<a href="../../files/{name}#sha256=0">{name}</a>' for name in names)
        else:
            kind = "application/vnd.pypi.simple.v1+json"
            body = json.dumps({"files": [{"filename": name, "url": f"../../files/{name}"} for name in names]})
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def send_file(self, path):
        data = path.read_bytes()
        start = int(self.headers.get("Range", "bytes=0-")[len("bytes="):-1])
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        end, options.cut = (start + options.cut if options.cut else len(data)), None
        self.wfile.write(data[start:end])


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
temporary = options.port_file.with_suffix(".new")
temporary.write_text(str(server.server_port), encoding="utf-8")
os.replace(temporary, options.port_file)
server.serve_forever()
