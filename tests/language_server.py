"""A small client of yaml-language-server, the one behind most editors' YAML: what it says with our schema."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from tests import npm

PACKAGE = "yaml-language-server"
VERSION = "1.25.0"
PATIENCE = 30.0
"""Seconds to wait for one answer; a slow machine needs a second or two."""


def install(folder: Path) -> Path:
    """Install the server with npm, unless it is there, and give the file to run with node."""
    return npm.install(folder, PACKAGE, VERSION) / PACKAGE / "bin" / PACKAGE


class LanguageServer:
    """One running server; files are opened in it as an editor would."""

    def __init__(self, server: Path, schemas: Mapping[str, str]) -> None:
        """Start it.

        Args:
            server: the file to run.
            schemas: addresses of schemas, each with the pattern of the files it is for.
        """
        self.process = subprocess.Popen(
            ["node", str(server), "--stdio"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.answers: Queue[dict[str, Any]] = Queue()
        self.diagnostics: dict[str, Queue[list[dict[str, Any]]]] = {}
        self.settings = {
            "schemas": dict(schemas),
            "validate": True,
            "hover": True,
            "completion": True,
            "schemaStore": {"enable": False, "url": ""},
            "kubernetesCRDStore": {"enable": False},
            "yamlVersion": "1.2",
            "disableAdditionalProperties": False,
        }
        self.number = 0
        threading.Thread(target=self._listen, daemon=True).start()
        snippets = {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}}
        capabilities = {
            "textDocument": {
                "completion": snippets,
                "publishDiagnostics": {},
                "hover": {"contentFormat": ["markdown"]},
            },
            "workspace": {"configuration": True},
        }
        self.ask("initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": capabilities})
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": {"yaml": self.settings}}})

    def close(self) -> None:
        """Stop it."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()

    def open(self, name: str, text: str) -> list[tuple[int, int, str]]:
        """Open a file and wait for what the server says of it: line, column (from 1) and message, sorted."""
        address = f"file:///{name}"
        self.diagnostics[address] = Queue()
        document = {"uri": address, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        try:
            found = self.diagnostics[address].get(timeout=PATIENCE)
        except Empty:
            raise TimeoutError(f"{PACKAGE} said nothing of {name} in {PATIENCE} seconds") from None
        places = [(d["range"]["start"]["line"] + 1, d["range"]["start"]["character"] + 1, d["message"]) for d in found]
        return sorted(places)

    def complete(self, name: str, line: int, column: int) -> dict[str, dict[str, Any]]:
        """What is proposed at a place of an open file, by label."""
        found = self.ask("textDocument/completion", self._place(name, line, column))
        return {item["label"]: item for item in found["items"]}

    def hover(self, name: str, line: int, column: int) -> str:
        """What is shown when the pointer rests at a place of an open file."""
        found = self.ask("textDocument/hover", self._place(name, line, column))
        return str(found["contents"]["value"]) if found else ""

    def ask(self, method: str, parameters: object) -> Any:
        """Send a request and wait for its answer."""
        self.number += 1
        self._send({"id": self.number, "method": method, "params": parameters})
        while True:
            try:
                answer = self.answers.get(timeout=PATIENCE)
            except Empty:
                raise TimeoutError(f"{PACKAGE} did not answer {method} in {PATIENCE} seconds") from None
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                return answer["result"]

    def _place(self, name: str, line: int, column: int) -> dict[str, object]:
        position = {"line": line - 1, "character": column - 1}
        return {"textDocument": {"uri": f"file:///{name}"}, "position": position}

    def _send(self, message: Mapping[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while header := stream.readline():
            length = int(header.split(b":")[1])
            while stream.readline().strip():
                pass
            message = json.loads(stream.read(length))
            match message:
                case {"method": "workspace/configuration", "id": number, "params": {"items": items}}:
                    found = [self.settings if item.get("section") == "yaml" else {} for item in items]
                    self._send({"id": number, "result": found})
                case {"method": "textDocument/publishDiagnostics", "params": {"uri": address, "diagnostics": found}}:
                    if address in self.diagnostics:
                        self.diagnostics[address].put(found)
                case {"method": str(), "id": number}:
                    self._send({"id": number, "result": None})
                case {"id": _}:
                    self.answers.put(message)
