// Reads `xn--` labels of host names, so that look-alike hosts are seen as people see them.

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_CODE = 128;
/** DNS allows 63; longer ones resolve nowhere. Keeps the insertions, which are quadratic, small. */
const MAX_LABEL = 63;

/** The host with its `xn--` labels (RFC 3492) decoded; labels that do not decode stay as they are. */
export function readableHost(host: string): string {
  if (!host.includes('xn--')) return host;
  return host
    .split('.')
    .map((label) => (label.startsWith('xn--') ? (decodeLabel(label.slice(4)) ?? label) : label))
    .join('.');
}

function decodeLabel(encoded: string): string | undefined {
  if (encoded.length > MAX_LABEL) return undefined;
  const delimiter = encoded.lastIndexOf('-');
  const output = Array.from(encoded.slice(0, Math.max(delimiter, 0)), (character) => character.charCodeAt(0));
  let position = delimiter + 1;
  let code = INITIAL_CODE;
  let bias = INITIAL_BIAS;
  let index = 0;
  let first = true;
  while (position < encoded.length) {
    const step = readInteger(encoded, position, bias);
    if (step === undefined) return undefined;
    position = step.next;
    index += step.value;
    bias = adapt(step.value, output.length + 1, first);
    first = false;
    code += Math.floor(index / (output.length + 1));
    if (code > 0x10ffff) return undefined;
    index %= output.length + 1;
    output.splice(index, 0, code);
    index += 1;
  }
  return String.fromCodePoint(...output);
}

function readInteger(
  encoded: string,
  start: number,
  bias: number,
): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  let weight = 1;
  let next = start;
  for (let k = BASE; ; k += BASE) {
    const digit = digitOf(encoded.charCodeAt(next));
    next += 1;
    if (digit === undefined) return undefined;
    value += digit * weight;
    if (value > 0x7fff_ffff) return undefined;
    const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
    if (digit < threshold) return { value, next };
    weight *= BASE - threshold;
  }
}

function digitOf(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 26;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? lower - 0x61 : undefined;
}

function adapt(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / DAMP) : Math.floor(delta / 2);
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
