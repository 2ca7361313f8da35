// URLs and hosts as all the readers on the way may take them: filters are passed where two of them differ.

import {
  dottedIpv4,
  normalized,
  parseCidr,
  parseIp,
  percentDecodings,
  plainReading,
  skeleton,
  withoutInvisible,
} from '../../content/index.ts';
import { readableHost } from './punycode.ts';

export type HostReading = { readonly kind: 'host'; readonly host: string } | { readonly kind: 'unreadable' };

export interface HostSet {
  /** Expects a host as `hostOf` gives it. */
  has(host: string): boolean;
}

const UNREADABLE: HostReading = { kind: 'unreadable' };
/** Longer than any host that resolves; what exceeds it is compared as text only. */
const MAX_HOST = 1024;
const ONE_FORM = /^[a-z0-9_ -]*$/;
/** A URL that all readers take alike: plain host that ends in letters, nothing encoded. The group is all but the scheme. */
const USUAL_URL =
  /^(?:https?|wss?):\/\/((?:[a-z0-9_-]+\.)*[a-z][a-z0-9-]*(?::\d{1,5})?(?:[/?#][\w./?#=&:,;~+!*'()-]*)?)$/;
const STRUCTURE = /^(?:(https?|wss?|ftp|file):\/*|([a-z][a-z0-9+.-]*):\/\/|\/\/+)?([^/?#]*)(.*)$/is;
const DOTS_ELSEWHERE = /[\u3002\uff0e\uff61]/g;

/**
 * Every way to write the value that a pattern must be tried on: as given; cleaned (controls, invisible characters, full
 * width); percent-decoded up to three times; and as `scheme://host/rest` and `host/rest` with a lower-case ASCII host
 * and with the host as it reads to people, without userinfo, IP addresses dotted, with backslashes taken as slashes and
 * not. The original comes first, each form once, never more than 24. Linear in the value.
 */
export function urlForms(value: string): readonly string[] {
  if (ONE_FORM.test(value)) return [value];
  const usual = value.length <= MAX_HOST ? USUAL_URL.exec(value)?.[1] : undefined;
  if (usual !== undefined && !usual.includes('xn--')) return [value, usual];
  const forms = new Set([value]);
  const cleaned = clean(value);
  const decodings = percentDecodings(cleaned).map(clean);
  for (const base of new Set([cleaned, decodings.at(-1) ?? cleaned])) {
    const slashed = base.replaceAll('\\', '/');
    forms.add(slashed);
    addStructured(forms, slashed);
    if (slashed !== base) addStructured(forms, base);
  }
  for (const decoded of decodings) forms.add(decoded);
  return [...forms];
}

/**
 * The host that a URL, a scheme-less URL or an address leads to: lower-case ASCII without trailing dot, IPs dotted.
 * Unreadable is whatever URL parsers are known to disagree about: backslashes, blanks and invisible characters,
 * percent-encoding in the authority, two `@`, one or three slashes; and whatever names no host.
 */
export function hostOf(value: string): HostReading {
  const text = value.trim();
  if (/[\\\s]/.test(text) || withoutInvisible(text) !== text) return UNREADABLE;
  const parts = takeApart(text);
  if (!usualStart(text, parts)) return UNREADABLE;
  if (parts.authority.includes('%') || parts.authority.split('@').length > 2) return UNREADABLE;
  const { host } = hostAndPort(parts.authority);
  const ascii = asciiHost(host);
  return ascii === undefined || ascii === '' ? UNREADABLE : { kind: 'host', host: ascii };
}

/**
 * Hosts that an author lists: `example.com` for itself, `*.example.com` for its subdomains, `10.0.0.0/8` for
 * addresses, `*` for all. With `loosely`, hosts that look like a listed one count (UTS #39): for restrictions only.
 */
export function compileHostSet(
  hosts: readonly string[],
  { loosely = false }: { readonly loosely?: boolean } = {},
): HostSet {
  const blocks = hosts.flatMap((host) => parseCidr(host) ?? []);
  const names = hosts.filter((host) => parseCidr(host) === undefined).map(listedHost);
  const exact = new Set(names.filter((name) => !name.startsWith('*')));
  const suffixes = names.filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  const all = names.includes('*');
  const shape = (host: string) => skeleton(readableHost(host));
  const exactShapes = new Set([...exact].map(shape));
  const suffixShapes = suffixes.map(shape);
  const looksListed = (host: string) => {
    const seen = shape(host);
    return exactShapes.has(seen) || suffixShapes.some((suffix) => hasSubdomain(seen, suffix));
  };
  return {
    has: (host) => {
      if (all || exact.has(host) || suffixes.some((suffix) => hasSubdomain(host, suffix))) return true;
      const address = blocks.length > 0 ? parseIp(host) : undefined;
      if (address !== undefined && blocks.some((block) => block(address))) return true;
      return loosely && looksListed(host);
    },
  };
}

function hasSubdomain(host: string, suffix: string): boolean {
  return host.length > suffix.length && host.endsWith(suffix);
}

/** A host as written in a policy, in the form that hosts are compared in; a leading `*.` stays. */
function listedHost(host: string): string {
  if (host === '*') return host;
  const wild = host.startsWith('*.');
  const bare = wild ? host.slice(2) : host;
  return `${wild ? '*.' : ''}${asciiHost(bare) ?? bare.toLowerCase()}`;
}

interface UrlParts {
  readonly scheme: string | undefined;
  readonly authority: string;
  readonly rest: string;
}

function takeApart(text: string): UrlParts {
  const [, special, other, authority = '', rest = ''] = STRUCTURE.exec(text) ?? [];
  return { scheme: (special ?? other)?.toLowerCase(), authority, rest };
}

function addStructured(forms: Set<string>, text: string): void {
  const { scheme, authority, rest } = takeApart(text);
  const { host, port } = hostAndPort(authority);
  const ascii = asciiHost(host);
  const readable = withoutTrailingDots(plainReading(readableHost(ascii ?? host)));
  for (const form of new Set([ascii ?? host.toLowerCase(), readable])) {
    if (scheme !== undefined) forms.add(`${scheme}://${form}${port}${rest}`);
    forms.add(`${form}${port}${rest}`);
  }
}

/** What follows the last `@`, and its port with the colon. */
function hostAndPort(authority: string): { readonly host: string; readonly port: string } {
  const server = authority.slice(authority.lastIndexOf('@') + 1);
  const colon = server.lastIndexOf(':');
  if (colon <= server.lastIndexOf(']') || !/^\d*$/.test(server.slice(colon + 1))) {
    return { host: server, port: '' };
  }
  return { host: server.slice(0, colon), port: server.slice(colon) };
}

/** The host as a WHATWG URL parser resolves it, or undefined where it refuses. */
function asciiHost(host: string): string | undefined {
  if (host === '' || host.length > MAX_HOST) return undefined;
  const bare = host.replace(DOTS_ELSEWHERE, '.');
  const bracketed = bare.includes(':') && !bare.startsWith('[') ? `[${bare}]` : bare;
  let name: string;
  try {
    name = new URL(`http://${bracketed}`).hostname;
  } catch {
    // No host: the caller compares the text as it is, or calls it unreadable.
    return undefined;
  }
  if (name.startsWith('[')) {
    const address = parseIp(name);
    return address?.bits === 32 ? dottedIpv4(address.value) : name.slice(1, -1);
  }
  return withoutTrailingDots(name);
}

function withoutTrailingDots(name: string): string {
  let end = name.length;
  while (end > 0 && name[end - 1] === '.') end -= 1;
  return name.slice(0, end);
}

/** True for `scheme://host`, `//host` and `host`, and nothing that only some parsers take for one of them. */
function usualStart(text: string, { scheme, authority }: UrlParts): boolean {
  if (scheme === 'file' || authority === '') return false;
  if (scheme !== undefined)
    return text.slice(scheme.length).startsWith('://') && text[scheme.length + 3] !== '/';
  if (text.startsWith('/')) return text.startsWith('//') && text[2] !== '/';
  // `javascript:…`, `data:…` and their like: a colon that starts no port and ends no user.
  return /^[^:]*(?::\d*)?$/.test(authority) || authority.includes('@') || authority.startsWith('[');
}

function clean(text: string): string {
  return withoutInvisible(normalized(withoutInvisible(text), 'NFKC'))
    .replace(DOTS_ELSEWHERE, '.')
    .trim();
}
