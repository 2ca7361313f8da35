// IP addresses and CIDR blocks as numbers, because text comparisons of addresses are how filters are passed.

export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

const DOTTED = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const IPV4_IN_IPV6 = 0xffffn;

/**
 * Reads a dotted IPv4 or an IPv6 address, with or without brackets and zone. IPv4 addresses mapped into IPv6 are IPv4.
 * Decimal, octal and hexadecimal hosts are not read here: a URL parser has made them dotted before.
 */
export function parseIp(text: string): IpAddress | undefined {
  if (text.length > 64) return undefined;
  const bare = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const dotted = parseDotted(bare);
  if (dotted !== undefined) return { bits: 32, value: dotted };
  const value = bare.includes(':') ? parseIpv6(bare) : undefined;
  if (value === undefined) return undefined;
  return value >> 32n === IPV4_IN_IPV6 ? { bits: 32, value: value & 0xffff_ffffn } : { bits: 128, value };
}

/** A test for the addresses in a block such as `10.0.0.0/8`, or undefined where the text is none. */
export function parseCidr(text: string): ((address: IpAddress) => boolean) | undefined {
  const [base = '', length = '', ...rest] = text.split('/');
  const address = parseIp(base);
  if (address === undefined || rest.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
  const prefix = Number(length);
  if (prefix > address.bits) return undefined;
  const shift = BigInt(address.bits - prefix);
  return (other) => other.bits === address.bits && other.value >> shift === address.value >> shift;
}

/** `127.0.0.1` for an IPv4 value. */
export function dottedIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
}

function parseDotted(text: string): bigint | undefined {
  const octets = DOTTED.exec(text)?.slice(1).map(Number);
  if (octets === undefined || octets.some((octet) => octet > 255)) return undefined;
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map(parseGroups);
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  if (groups.some(Number.isNaN)) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** 16-bit groups, NaN for what is none; a dotted tail counts as two. */
function parseGroups(half: string): readonly number[] {
  if (half === '') return [];
  return half.split(':').flatMap((group) => {
    if (/^[0-9a-f]{1,4}$/i.test(group)) return Number.parseInt(group, 16);
    const dotted = parseDotted(group);
    return dotted === undefined ? Number.NaN : [Number(dotted >> 16n), Number(dotted & 0xffffn)];
  });
}
