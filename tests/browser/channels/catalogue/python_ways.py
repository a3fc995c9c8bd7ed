"""The ways of a Python that runs in the worker. HTTP, WS, HOST and MARKER are of the one try."""

from tests.browser.channels.channel import Channel, Where

WAYS = {
    "python-xhr": """
        import js
        request = js.XMLHttpRequest.new()
        request.open("GET", HTTP)
        request.send()""",
    "python-websocket": """
        import js
        js.kept = js.WebSocket.new(WS)""",
    "python-pyfetch": """
        import asyncio
        from pyodide.http import pyfetch
        asyncio.ensure_future(pyfetch(HTTP))""",
    "python-open-url": """
        from pyodide.http import open_url
        open_url(HTTP)""",
    "python-socket": """
        import socket
        line = socket.create_connection((HOST, 80), 2)
        line.send(MARKER.encode())""",
    "python-eval": """
        import js
        js.eval(f"fetch('{HTTP}')")""",
    "python-run-js": """
        from pyodide.code import run_js
        run_js(f"fetch('{HTTP}')")""",
    "python-load-package": """
        import pyodide_js
        pyodide_js.loadPackage(HTTP + ".whl")""",
    "python-import-scripts": """
        import js
        js.importScripts(HTTP + ".js")""",
    "python-function": """
        import js
        js.Function.new(f"fetch('{HTTP}')")()""",
    "python-nested-worker": """
        import js
        from pyodide.ffi import to_js
        text = js.Blob.new(to_js([f"fetch('{HTTP}')"]))
        js.kept = js.Worker.new(js.URL.createObjectURL(text))""",
    "python-fetch": """
        import js
        js.fetch(HTTP)""",
}
ON_DEVICE = {
    "python-indexed-db": """
        import js
        js.indexedDB.open(MARKER)""",
}
BLOCKING = {
    "python-urllib": """
        import urllib.request
        urllib.request.urlopen(HTTP, timeout=0.2)""",
}

CHANNELS = (
    *(Channel(name, code, Where.PYTHON) for name, code in WAYS.items()),
    *(Channel(name, code, Where.PYTHON, device=True) for name, code in ON_DEVICE.items()),
    *(
        Channel(name, code, Where.PYTHON, silent="its socket waits, and no worker waits with it")
        for name, code in BLOCKING.items()
    ),
)
