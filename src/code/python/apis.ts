// What Python's modules and functions can do: the tables behind the reader. Data only, no decisions.

import type { Capability } from '../../domain/index.ts';

const none: readonly Capability[] = [];
const rows: readonly (readonly [readonly Capability[], string])[] = [
  [
    ['network'],
    `requests httpx aiohttp urllib urllib2 urllib3 http.client http.server httplib httplib2 socket socketserver
    ssl smtplib imaplib poplib ftplib telnetlib nntplib xmlrpc paramiko fabric asyncssh websocket websockets grpc pika kafka
    redis pymongo motor psycopg2 psycopg asyncpg pymysql MySQLdb mysql boto3 botocore google.cloud google.generativeai azure
    twilio sendgrid slack_sdk slack_bolt discord tweepy telegram openai anthropic cohere groq mistralai yfinance
    pandas_datareader wikipedia wikipediaapi feedparser selenium playwright pyppeteer scrapy mechanize pycurl dns scapy
    webbrowser arxiv duckduckgo_search ddgs googlesearch googleapiclient serpapi tavily newspaper nltk.download kaggle
    huggingface_hub datasets.load_dataset torch.hub seaborn.load_dataset youtube_dl yt_dlp pytube praw github gitlab jira
    stripe asyncio.open_connection asyncio.start_server asyncio.create_connection ee zmq stem speedtest ping3
    requests_html curl_cffi treq tornado.httpclient flask fastapi uvicorn aiosmtplib sqlalchemy.create_engine
    multiprocessing.connection multiprocessing.managers statsmodels.datasets.get_rdataset sklearn.datasets.fetch_openml
    sklearn.datasets.fetch_california_housing sklearn.datasets.fetch_20newsgroups os.sendfile asyncore asynchat`,
  ],
  [
    ['filesystem_write'],
    `os.mkdir os.makedirs os.rename os.renames os.replace os.link os.symlink os.chmod os.chown os.lchown os.truncate os.mkfifo
    os.mknod os.utime os.write os.pwrite os.ftruncate shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.move
    shutil.copymode shutil.copystat shutil.copyfileobj shutil.make_archive shutil.unpack_archive shutil.chown
    tempfile.NamedTemporaryFile tempfile.mkstemp tempfile.mkdtemp tempfile.TemporaryDirectory tempfile.TemporaryFile
    numpy.save numpy.savez numpy.savez_compressed numpy.savetxt torch.save joblib.dump cv2.imwrite imageio.imwrite
    pathlib.Path().write_text pathlib.Path().write_bytes pathlib.Path().touch pathlib.Path().mkdir pathlib.Path().rename
    pathlib.Path().replace pathlib.Path().chmod pathlib.Path().symlink_to pathlib.Path().hardlink_to pathlib.Path().link_to
    sqlite3.connect shelve.open dbm.open zipfile.ZipFile().extractall tarfile.open().extractall logging.FileHandler
    pandas.ExcelWriter pandas.HDFStore h5py.File docx.Document().save fileinput.input`,
  ],
  [
    ['filesystem_write'],
    `os.remove os.unlink os.rmdir os.removedirs pathlib.Path().unlink pathlib.Path().rmdir send2trash`,
  ],
  [['filesystem_write', 'destructive'], 'shutil.rmtree'],
  [
    ['filesystem_read_sensitive'],
    'pwd spwd grp keyring browser_cookie3 getpass.getuser netrc.netrc win32crypt',
  ],
  [['environment_read'], 'os.environ os.environb os.getenv os.getenvb dotenv decouple environ environs'],
  [
    ['subprocess'],
    `subprocess os.system os.popen os.popen2 os.popen3 os.popen4 os.startfile os.fork os.forkpty os.execl os.execle os.execlp
    os.execlpe os.execv os.execve os.execvp os.execvpe os.spawnl os.spawnle os.spawnlp os.spawnlpe os.spawnv os.spawnve
    os.spawnvp os.spawnvpe os.posix_spawn os.posix_spawnp pty commands popen2 pexpect sh plumbum invoke
    asyncio.create_subprocess_shell asyncio.create_subprocess_exec asyncio.subprocess platform.popen docker
    multiprocessing.Process multiprocessing.Pool _posixsubprocess _winapi.CreateProcess IPython.get_ipython().system
    get_ipython().system get_ipython().getoutput delegator envoy`,
  ],
  [
    ['destructive'],
    'os.kill os.killpg os.abort psutil.Process().kill psutil.Process().terminate signal.pthread_kill',
  ],
  [['package_install'], 'pip ensurepip pipmain setuptools.command.easy_install micropip piplite conda.cli'],
  [
    ['dynamic_code'],
    `eval exec execfile compile pickle.load pickle.loads pickle.Unpickler cPickle.load cPickle.loads _pickle.load _pickle.loads
    dill.load dill.loads cloudpickle.load cloudpickle.loads jsonpickle.decode marshal.load marshal.loads yaml.load
    yaml.unsafe_load yaml.full_load yaml.load_all yaml.unsafe_load_all shelve.open joblib.load torch.load pandas.read_pickle
    ctypes cffi code.InteractiveInterpreter code.InteractiveConsole code.interact codeop runpy imp.load_source
    imp.load_module imp.load_compiled importlib.util importlib.machinery importlib.abc types.FunctionType types.CodeType
    types.LambdaType new.function timeit.timeit timeit.Timer timeit.repeat cProfile.run cProfile.runctx profile.run
    doctest.testfile bdb.Bdb pdb.run trace.Trace sys.settrace sys.setprofile sys.meta_path sys.path_hooks gc.get_objects
    gc.get_referrers inspect.currentframe sys._getframe __loader__ __builtins__ numexpr.evaluate asteval simpleeval RestrictedPython
    get_ipython().run_cell get_ipython().run_line_magic get_ipython().run_cell_magic get_ipython().ex`,
  ],
  [
    none,
    `urllib.parse urllib.error urllib.robotparser requests.exceptions requests.codes requests.utils.quote
    requests.compat socket.gethostname http.HTTPStatus subprocess.CalledProcessError subprocess.PIPE subprocess.STDOUT
    subprocess.DEVNULL subprocess.TimeoutExpired subprocess.SubprocessError openai.OpenAIError ssl.SSLError socket.error
    socket.timeout httpx.HTTPError flask.jsonify aiohttp.ClientError`,
  ],
];

function table(): ReadonlyMap<string, readonly Capability[]> {
  const found = new Map<string, readonly Capability[]>();
  for (const [capabilities, names] of rows) {
    for (const name of names.split(/\s+/)) found.set(name, [...(found.get(name) ?? []), ...capabilities]);
  }
  return found;
}

/** A dotted name → what it, and everything below it, can do. The longest entry that fits decides. */
export const APIS = table();

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Methods that mean the same on whatever object they are called. */
export const METHODS: ReadonlyMap<string, Capability> = new Map([
  ...[
    'write_text write_bytes to_csv to_excel to_parquet to_feather to_pickle to_hdf to_stata savefig write_image write_html',
    'extractall hardlink_to symlink_to imsave save_pretrained',
  ].flatMap((names) => names.split(' ').map((name): [string, Capability] => [name, 'filesystem_write'])),
  ['rmtree', 'destructive'],
  ['kill', 'destructive'],
  ['from_pretrained', 'network'],
  ['urlopen', 'network'],
  ['run_line_magic', 'dynamic_code'],
  ['exec_module', 'dynamic_code'],
  ['load_module', 'dynamic_code'],
]);

/** Attributes through which Python code reaches what it did not import. */
export const INTERNALS = words(
  `__subclasses__ __globals__ __builtins__ __code__ __mro__ __bases__ __base__ __closure__ __getattribute__ __reduce__
  __reduce_ex__ __loader__ __spec__ func_globals f_globals f_locals f_builtins gi_frame cr_frame tb_frame co_code`,
);

/** Modules that reach the system wherever they turn up (`shutil.os.system`) and that must not be handed on unseen. */
export const SYSTEM_MODULES = words(
  'os sys subprocess shutil builtins importlib posix nt ctypes socket pty marshal pickle commands runpy',
);

/** Calls that run a command: the first argument, a string for the shell or a list of words. */
export const COMMAND_CALLS = words(
  `os.system os.popen subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.Popen
  subprocess.getoutput subprocess.getstatusoutput asyncio.create_subprocess_shell pty.spawn commands.getoutput
  commands.getstatusoutput pexpect.spawn pexpect.run platform.popen get_ipython().system get_ipython().getoutput
  IPython.get_ipython().system`,
);

/** Calls that run a program whose words are the positional arguments. */
export const ARGV_CALLS = words(
  'asyncio.create_subprocess_exec os.execl os.execlp os.execv os.execvp os.posix_spawn os.posix_spawnp',
);

/** Calls whose first argument is Python source. */
export const RUNS_TEXT = words('eval exec compile execfile timeit.timeit timeit.Timer cProfile.run');

/** Calls that start a process of code that the source shows. */
export const SHOWN = words(
  'os.fork os.forkpty multiprocessing.Process multiprocessing.Pool get_ipython().run_line_magic',
);

export const IMPORT_CALLS = words('__import__ importlib.import_module importlib.__import__ imp.load_module');

/** Functions whose bare mention, handed on without a call, hides what will be called. */
export const REFLECTION = words('eval exec compile __import__ getattr importlib.import_module');

/** Callees that only show their arguments, or only look at a module. */
export const SHOWS = words('print log debug info warning error critical write_stream display');
export const LOOKS = words('getattr hasattr dir help vars type print reload isinstance repr str id setattr');

export const KEYWORDS = words(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import in is
  lambda nonlocal not or pass raise return try while with yield`,
);
