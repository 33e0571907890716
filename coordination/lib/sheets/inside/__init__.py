"""What runs in the child process: it alone touches foreign bytes. No Django, no settings, no environment (ADR 0010).

Protocol: the file comes on standard input, limits as JSON in the first argument. Lines of JSON go out: blocks of rows
``{"rows": [[number, value, …], …], "dates": [[row, column], …]}`` and one last line ``{"end": {…}}`` or
``{"refused": {"code": …, "params": {…}}}``. JSON, not pickle: whoever takes over the child gains nothing by it.
"""
