// The names that Python defines by itself, as far as scanned code uses them.

const BUILTINS: ReadonlySet<string> = new Set(
  `abs all any ascii bool breakpoint bytearray bytes callable chr classmethod compile complex dict dir divmod enumerate
  eval exec filter float format frozenset getattr globals hasattr hash hex id input int isinstance issubclass iter len
  list locals map max memoryview min next object oct open ord pow print property range raw_input repr reversed round set
  setattr slice sorted staticmethod str sum super tuple type vars zip __import__ __name__ __file__ __doc__ Exception
  BaseException ValueError TypeError KeyError RuntimeError StopIteration NotImplementedError NotImplemented Ellipsis
  get_ipython display`.split(/\s+/),
);

export function isBuiltin(name: string): boolean {
  return BUILTINS.has(name);
}
