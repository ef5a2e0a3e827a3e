"""A server on this machine that counts who calls: nothing that people type may."""

import socket
import threading
from contextlib import contextmanager
from types import SimpleNamespace


@contextmanager
def listening():
    """Its `address`, and `calls`, which grows by one for each connection."""
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def count():
            while True:
                try:
                    connection, _address = server.accept()
                except OSError:
                    return
                calls.append(1)
                connection.close()

        thread = threading.Thread(target=count)
        thread.start()
        yield SimpleNamespace(address=f"127.0.0.1:{server.getsockname()[1]}", calls=calls)
        server.shutdown(socket.SHUT_RDWR)
    thread.join()
