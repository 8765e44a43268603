"""Keys of a console, and of `cat` in the same moments, while something else goes on: in a process of their own, so that what goes
on here does not hold up the clock."""

import multiprocessing

from console import Console

ECHO = ["/bin/sh", "-c", "stty raw -echo && printf ready && exec cat"]


def first_byte_ms(terminal, key):
    """None: nothing came."""
    sent = terminal.send(key)
    pieces = terminal.burst()
    return (pieces[0][0] - sent) * 1000 if pieces else None


def press(argv, env, is_shown, ours):
    terminal, echo = Console(argv, env), Console(ECHO, env)
    try:
        is_ready = terminal.until(is_shown) and echo.until(lambda lines: "ready" in lines[0])
        terminal.burst(0.5)
        ours.send(bool(is_ready))
        moves, echoes = [], []
        while is_ready and not ours.poll():
            moves.append(first_byte_ms(terminal, b"j"))
            echoes.append(first_byte_ms(echo, b"x"))
        ours.send((moves, echoes))
    finally:
        terminal.close()
        echo.close()


class KeysBeside:
    """From the start until stop(): times of the first byte, in ms, of ours and of the echo. None is a key that nothing answered."""

    def __init__(self, argv, env, is_shown):
        self.end, other = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=press, args=(argv, env, is_shown, other))
        self.process.start()
        if not self.end.recv():
            raise RuntimeError("the console did not show its list")

    def stop(self):
        self.end.send(True)
        times = self.end.recv()
        self.process.join()
        return times
