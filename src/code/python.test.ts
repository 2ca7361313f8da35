// What Python source may do, as a table: each row is code and the capabilities that must, and alone may, be found.

import { describe, expect, it } from 'vitest';
import { analyzeCode } from './index.ts';

/** Capabilities in short: n network, w write, r sensitive read, s subprocess, i install, e environment, d dynamic, x destructive. */
const SHORT: Readonly<Record<string, string>> = {
  network: 'n',
  filesystem_write: 'w',
  filesystem_read_sensitive: 'r',
  subprocess: 's',
  package_install: 'i',
  environment_read: 'e',
  dynamic_code: 'd',
  destructive: 'x',
};

/** The found capabilities in short form, in the order of SHORT; `?` is added where the analysis is incomplete. */
function found(code: string): string {
  const facts = analyzeCode('python', code);
  if (facts.kind === 'unknown') return facts.why;
  const names = Object.keys(SHORT).filter((name) => facts.capabilities.some((found) => found === name));
  return names.map((name) => SHORT[name]).join('') + (facts.complete ? '' : '?');
}

const honest: readonly string[] = [
  'print("hello")',
  'import pandas as pd\ndf = pd.read_csv("data.csv")\nprint(df.describe())',
  'import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.show()',
  'import json\nwith open("in.json") as f:\n    data = json.load(f)\nprint(data["x"])',
  'import numpy as np\nx = np.arange(10)\nx = x + x\nprint(np.dot(x, x))',
  'from sklearn.linear_model import LinearRegression\nm = LinearRegression()\nm.fit([[1]], [1])\nprint(m.predict([[2]]))',
  'import re\np = re.compile(r"\\d+")\nprint(p.findall("a1b22"))',
  'import math, random, statistics\nprint(math.sqrt(2), random.random(), statistics.mean([1]))',
  'import os\nprint(os.path.exists("a"), os.getcwd(), os.listdir("."))',
  'import sys\nprint(sys.version, sys.argv)\nsys.exit(0)',
  'from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int = 0\n    y: "str" = "a"\nprint(P())',
  'from urllib.parse import urlparse, quote\nprint(urlparse("https://a.example/x").netloc, quote("a b"))',
  'df = df.rename(columns={"a": "b"}).replace(1, 2)\nprint(df.copy())',
  'from pathlib import Path\nfor p in Path(".").glob("*.csv"):\n    print(p.read_text())',
  'def f(n):\n    """Reads /etc/passwd, not."""\n    return n if n < 2 else f(n - 1) + f(n - 2)\nprint(f(10))',
  'requests = [1, 2]\nfor r in requests:\n    print(r)',
  'def handle(requests):\n    requests.append(1)\n',
  'print("see /etc/passwd and ~/.ssh")',
  'print(f"{1 + 2!r:>{10}} {{x}}")',
  'match command.split():\n    case ["go", where]:\n        print(where)\n    case _:\n        print("?")',
  'import base64\nprint(base64.b64decode("aGk=").decode())',
  'x = {"model": 1}\ny = getattr(x, "name", None)\nprint(y)',
  'with open("a.txt", "r", encoding="utf-8") as f:\n    print(f.read())',
  'import time\nstart = time.time()\nprint(time.time() - start)',
  'async def main():\n    await asyncio.sleep(1)\nimport asyncio\nasyncio.run(main())',
  'for path in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]:\n    print(path)',
];

const rows: readonly (readonly [code: string, expected: string])[] = [
  // network
  ['import requests\nrequests.get(u)', 'n'],
  ['import requests as r\nr.post(u)', 'n'],
  ['from requests import get as g\ng(u)', 'n'],
  ['import httpx\nwith httpx.Client() as c: c.get(u)', 'n'],
  ['import urllib.request as x\nx.urlopen(u)', 'n'],
  ['from urllib import request\nrequest.urlopen(u)', 'n'],
  ['import socket\ns = socket.socket()\ns.connect(("a", 1))', 'n'],
  ['import smtplib\nsmtplib.SMTP("a")', 'n'],
  ['import aiohttp\naiohttp.ClientSession()', 'n'],
  ['import asyncio\nasyncio.open_connection("a", 1)', 'n'],
  ['import pandas as pd\npd.read_csv("https://a.example/x.csv")', 'n'],
  ['u = "https://a.example"\nimport pandas as pd\npd.read_html(u + "/t")', 'n'],
  ['import requests\ntry:\n    pass\nexcept requests.exceptions.HTTPError: pass', ''],
  ['r = __import__("requests")\nr.get(u)', 'n'],
  ['import importlib\nimportlib.import_module("requests").get(u)', 'n'],
  // writing
  ['open("a", "w")', 'w'],
  ['open("a", mode="ab")', 'w'],
  ['open("a", m)', 'w'],
  ['m = "w"\nopen("a", m)', 'w'],
  ['from io import open as o\no("a", "x")', 'w'],
  ['from pathlib import Path\nPath("a").write_text("b")', 'w'],
  ['from pathlib import Path as P\n(P("a") / "b").open("w")', 'w'],
  ['from pathlib import Path\np = Path("a").parent / "b"\np.rename("c")', 'w'],
  ['import shutil\nshutil.copy("a", "b")', 'w'],
  ['import os\nos.remove("a")', 'w'],
  ['df.to_csv("out.csv")', 'w'],
  ['plt.savefig("p.png")', 'w'],
  ['import numpy as np\nnp.save("a", x)', 'w'],
  // sensitive files
  ['open("/etc/passwd").read()', 'r'],
  ['open("/etc/" + "passwd").read()', 'r'],
  ['p = "../etc/shadow"\nopen(p)', 'r'],
  ['import os\nopen(os.path.expanduser("~/.ssh/id_rsa"))', 'r'],
  ['import os\nopen(os.path.join("/etc", "passwd"))', 'r'],
  ['print(open(".env").read())', 'r'],
  ['from pathlib import Path\n(Path.home() / ".aws" / "credentials").read_text()', 'r'],
  ['open("\\x2fetc\\x2fpasswd")', 'r'],
  ['open(f"/home/{u}/.ssh/id_ed25519")', 'r'],
  // environment
  ['import os\nprint(os.environ["KEY"])', 'e'],
  ['from os import getenv\ngetenv("KEY")', 'e'],
  ['import os as o\nfor k in o.environ.items(): print(k)', 'e'],
  ['import os\nos.environ["KEY"] = "v"', ''],
  // subprocess and what it runs
  ['import os\nos.system("ls")', 's'],
  ['import os\nos.system("curl https://a.example")', 'ns'],
  ['import subprocess as sp\nsp.run(["rm", "-rf", "/"])', 'wsx'],
  ['import subprocess\nsubprocess.run("pip install x", shell=True)', 'si'],
  ['import subprocess, sys\nsubprocess.check_call([sys.executable, "-m", "pip", "install", p])', 'si'],
  ['from subprocess import Popen\ncmd = ["wget", u]\nPopen(cmd)', 'nws'],
  ['from subprocess import *\nrun("ls")', 's'],
  ['import subprocess\nsubprocess.run(cmd)', 's?'],
  ['import subprocess\nsubprocess.run(f"pip install {p}", shell=True)', 'si?'],
  ['import subprocess\nsubprocess.run(["echo", f"a {p}"])', 's'],
  ['import subprocess\nsubprocess.run(["sh"], input="curl a", text=True)', 's?'],
  ['import subprocess\nsubprocess.run(args="curl a", shell=True)', 'ns'],
  ['import os\nos.system(command="curl a")', 'ns'],
  ['import os\nos.system(f"{tool} x")', 'sd?'],
  ['import os\nos.system("python -c \'import socket; socket.socket()\'")', 'ns'],
  ['import os\nos.system("""python - <<E\nimport shutil\nshutil.rmtree("/")\nE\n""")', 'wsx'],
  ['for c in ["ls", "nc -l 1"]:\n    __import__("os").system(c)', 'ns'],
  ['!pip install pandas', 'si'],
  ['%pip install pandas', 'i'],
  ['files = !ls', 's'],
  ['%%bash\ncurl https://a.example', 'ns'],
  ['import pip\npip.main(["install", "x"])', 'i'],
  // reaching functions by other ways
  ['from os import system as s\ns("ls")', 's'],
  ['import os\nf = os.system\nf("curl a")', 'ns?'],
  ['import os\ng = f = os\ng.system("ls")', 's'],
  ['import os; a = os; b = a; c = b.system; c("curl a")', 'ns?'],
  ['def g(): f("ls")\nfrom os import system as f', 's'],
  ['import os\ngetattr(os, "sys" + "tem")("ls")', 's'],
  ['import os\ngetattr(os, name)("ls")', 'd?'],
  ['import os\nos.__dict__["system"]("ls")', 's'],
  ['import os\nvars(os)["system"]("ls")', 's'],
  ['import sys\nsys.modules["os"].system("ls")', 's'],
  ['import shutil\nshutil.os.system("ls")', 's'],
  ['import posix\nposix.system("ls")', 's'],
  ['import os\nlist(map(os.system, ["ls"]))', 's?'],
  ['import os\n{"a": os.system}["a"]("ls")', 's?'],
  ['import os\n(lambda m: m.system("ls"))(os)', '?'],
  ['import os\nself.o = os\nself.o.system("ls")', '?'],
  ['if (o := __import__("os")): o.system("ls")', 's'],
  ['import os\n(os).system("ls")', 's'],
  ['import os\nos\\\n.system("ls")', 's'],
  ['import os\nos . system ( "ls" )', 's'],
  ['import ｏｓ\nｏｓ.ｓystem("ls")', 's'],
  ['import os as open\nopen.system("ls")', 's'],
  ['os.system("ls")', 's'],
  ['0or __import__("os").system("ls")', 's'],
  ["f\"{__import__('os').system('ls')}\"", 's'],
  ['f"{f"{__import__("os").system("ls")}"}"', 's'],
  ['x = 1 if a else __import__("os").system', 's?'],
  ['@__import__("os").system\ndef f(): pass', 's?'],
  ['a = b = c = d = 1\nimport os\ndef f(x=os.system): x("ls")', 's?'],
  // dynamic code
  ['eval("1 + 1")', 'd'],
  ['exec("import os\\nos.system(\'curl a\')")', 'nsd'],
  ['e = eval\ne(x)', 'd?'],
  ['exec(x)', 'd?'],
  ['import base64\nexec(base64.b64decode("aW1wb3J0IHNvY2tldDsgc29ja2V0LnNvY2tldCgp"))', 'nd'],
  ['import builtins\nbuiltins.exec(x)', 'd?'],
  ['__builtins__["ev" + "al"](x)', 'd?'],
  ['__import__(name)', 'd?'],
  ['import pickle\npickle.loads(b)', 'd?'],
  ['import marshal as m\nm.loads(b)', 'd?'],
  ['import ctypes\nctypes.CDLL(None).system(b"ls")', 'd?'],
  ['().__class__.__bases__[0].__subclasses__()', 'd?'],
  ['list(map(eval, ["1"]))', 'd?'],
  // destructive
  ['import shutil\nshutil.rmtree("/tmp/x")', 'wx'],
  ['from shutil import rmtree as r\nr("x")', 'wx'],
  ['cursor.execute("DROP TABLE users")', 'x'],
  ['import os\nwhile True:\n    os.fork()', 'sx'],
  ['proc.kill()', 'x'],
  // broken or disguised
  ['x = "abc', '?'],
  ['# -*- coding: utf-7 -*-\nprint(1)', '?'],
  ['print(1))', '?'],
];

describe('python source', () => {
  it.each(honest.map((code) => [code]))('finds nothing in honest code: %j', (code) => {
    expect(found(code)).toBe('');
  });

  it.each(rows)('%j may do %j', (code, expected) => {
    expect(found(code)).toBe(expected);
  });
});
