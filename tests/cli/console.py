"""Prints a Markdown file with what its examples really print.

    console.py FILE FOLDER

In each ```console block, lines that begin with "$ " are run by bash in FOLDER, and what stands up
to the next one is replaced by their output and messages.
"""

import re
import subprocess
import sys


def run(command, folder):
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=600,
        check=False,
    )
    output = done.stdout.decode().replace("\r\n", "\n")
    return output if not output or output.endswith("\n") else output + "\n"


def play(block, folder):
    commands = re.findall(r"^\$ (.*)$", block, re.MULTILINE)
    return "".join(f"$ {command}\n{run(command, folder)}" for command in commands)


path, scratch = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    text = file.read()
sys.stdout.reconfigure(encoding="utf-8")
print(
    re.sub(
        r"(?<=^```console\n).*?(?=^```$)",
        lambda found: play(found.group(), scratch),
        text,
        flags=re.MULTILINE | re.DOTALL,
    ),
    end="",
)
