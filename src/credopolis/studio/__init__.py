"""The studio: a society in the browser, drawn as it lives.

Nothing is simulated here. A process for each run (`child`) lives a `runs.session.Session` and writes what changed of
every life onto a tape in memory that it shares with the server (`tape`); pages play the tape (`live`). What is shown is
what the rooms below declare and count.
"""
