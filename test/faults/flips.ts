// One bit flipped at every byte of a small store: found and named, or shown to change nothing that can be read.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { GatewayError } from '../../src/domain/index.ts';
import { Scene } from '../../src/store/test-support.ts';
import { usesOf } from './free-space.ts';
import { everythingOf, verifiedStore } from './readings.ts';
import { handful, type SmallStore, tileful } from './small-store.ts';

export interface Flips {
  readonly positions: number;
  /** Of all files together. */
  readonly bytes: number;
  /** How many flips were told under which name: a kind of damage, or the fault of a store that is not opened. */
  readonly found: Map<string, number>;
  /** Of those that change no read: how many lie where. */
  readonly harmless: Map<string, number>;
  /** Changes of what is read that nobody finds, and findings without a name. */
  readonly missed: string[];
}

export interface FlipOptions {
  /** Every `stride`th byte of each file, from `phase` on. */
  readonly stride: number;
  readonly phase: number;
  readonly progress?: (done: number, of: number) => void;
}

/** Looks between two turns of the event loop: the driver gives a closed file back only when it turns. */
const LOOKS_PER_TURN = 64;
const TOLD_EVERY = 3200;
/** Missed flips that are told by name. */
const TOLD = 20;
/** Files in memory, where there are such: thousands of looks need no disk. */
const MEMORY = '/dev/shm';
const DATABASE = 'ledger.db';

interface Flip {
  readonly file: string;
  readonly at: number;
  readonly bit: number;
}

/**
 * Every byte of a handful of records, and every `stride`th of a store with all that takes more; progress on the standard error.
 * Throws with the flips that are missed; answers the counts in words.
 */
export async function flipStores(stride: number): Promise<string> {
  const scene = new Scene();
  try {
    const few = await toldFlips(await handful(scene), { stride: 1, phase: 0 });
    const phase = Math.floor(Math.random() * stride);
    return `${few}; ${await toldFlips(await tileful(scene), { stride, phase })}`;
  } finally {
    await scene.clean();
  }
}

async function toldFlips(
  { directory, about }: SmallStore,
  which: Omit<FlipOptions, 'progress'>,
): Promise<string> {
  const progress = (done: number, of: number): void => {
    if (done % TOLD_EVERY === 0) process.stderr.write(`# bit flips in ${about}: ${done} of ${of}\n`);
  };
  const { positions, bytes, found, harmless, missed } = await bitFlips(directory, { ...which, progress });
  if (missed.length > 0)
    throw new Error(`${missed.length} of ${positions} are missed: ${missed.slice(0, TOLD).join('; ')}`);
  const of = `${about} in ${bytes} bytes, ${positions} flipped`;
  return `${of}: ${counted(found)} found, ${counted(harmless)} without effect on any read`;
}

function counted(counts: ReadonlyMap<string, number>): string {
  const most = [...counts].sort(([, a], [, b]) => b - a);
  const sum = most.reduce((total, [, count]) => total + count, 0);
  return `${sum} (${most.map(([name, count]) => `${name} ${count}`).join(', ')})`;
}

/** Flips one bit, by chance, at each of the positions, each in a copy of the store in `original`. */
export async function bitFlips(original: string, options: FlipOptions): Promise<Flips> {
  const home = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'sallyport-flip-'));
  try {
    const looks = new Looks(original, join(home, 'copy'));
    const flips = flipsOf(looks.files, options);
    const result: Flips = {
      positions: flips.length,
      bytes: looks.bytes,
      found: new Map(),
      harmless: new Map(),
      missed: [],
    };
    for (const [done, flip] of flips.entries()) {
      looks.judge(flip, result);
      if (done % LOOKS_PER_TURN !== 0) continue;
      options.progress?.(done, flips.length);
      await setImmediate();
    }
    return result;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function flipsOf(files: ReadonlyMap<string, Buffer>, { stride, phase }: FlipOptions): readonly Flip[] {
  const flips: Flip[] = [];
  for (const [file, bytes] of files)
    for (let at = phase; at < bytes.byteLength; at += stride)
      flips.push({ file, at, bit: 1 << Math.floor(Math.random() * 8) });
  return flips;
}

/** Looks at copies of one store. */
class Looks {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly #copy: string;
  readonly #expected: string;
  readonly #useOf: (at: number) => string;

  constructor(original: string, copy: string) {
    this.#copy = copy;
    this.files = filesIn(original);
    this.#useOf = usesOf(this.files.get(DATABASE) ?? Buffer.alloc(0), rootsOf(this.#fresh()));
    this.#expected = everythingOf(this.#fresh());
  }

  get bytes(): number {
    return [...this.files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Adds what became of one flip. */
  judge(flip: Flip, { found, harmless, missed }: Flips): void {
    const name = this.#nameOf(flip);
    if (name === undefined) {
      missed.push(`${flip.file}, byte ${flip.at}, bit ${flip.bit} (${this.#placeOf(flip)})`);
    } else if (name.kind === 'found') found.set(name.as, (found.get(name.as) ?? 0) + 1);
    else {
      const place = this.#placeOf(flip);
      harmless.set(place, (harmless.get(place) ?? 0) + 1);
    }
  }

  /** Undefined for a flip that changes what is read without being found, or is found without being named. */
  #nameOf(
    flip: Flip,
  ): { readonly kind: 'found'; readonly as: string } | { readonly kind: 'harmless' } | undefined {
    try {
      const { ok, damage } = verifiedStore(this.#fresh(flip));
      if (!ok) return damage[0] === undefined ? undefined : { kind: 'found', as: damage[0].kind };
      return everythingOf(this.#fresh(flip)) === this.#expected ? { kind: 'harmless' } : undefined;
    } catch (error) {
      const isNamed = error instanceof GatewayError && error.code === 'store_damaged';
      return isNamed ? { kind: 'found', as: 'refused' } : undefined;
    }
  }

  /** A copy for each look, since opening a store to serve writes to it; new files, since the old ones may still be locked. */
  #fresh(flip?: Flip): string {
    rmSync(this.#copy, { recursive: true, force: true });
    for (const [file, bytes] of this.files) {
      const path = join(this.#copy, file);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(path, flip?.file === file ? flipped(bytes, flip) : bytes, { mode: 0o600 });
    }
    return this.#copy;
  }

  #placeOf({ file, at }: Flip): string {
    return file === DATABASE ? `${file}, ${this.#useOf(at)}` : file;
  }
}

function flipped(bytes: Buffer, { at, bit }: Flip): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ bit;
  return copy;
}

/** All files, those in folders too. */
function filesIn(directory: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((each) =>
    each.isFile(),
  );
  return new Map(
    files.map((each) => {
      const path = join(each.parentPath, each.name);
      return [relative(directory, path), readFileSync(path)] as const;
    }),
  );
}

/** The first pages of a store's tables and indexes, that of the list of them included. */
function rootsOf(directory: string): readonly number[] {
  const database = new DatabaseSync(join(directory, DATABASE));
  try {
    const rows = database.prepare('SELECT rootpage FROM sqlite_schema').all();
    return [1, ...rows.map((row) => Number((row as { readonly rootpage: number }).rootpage))];
  } finally {
    database.close();
  }
}
