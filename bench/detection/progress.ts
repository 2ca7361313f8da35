// How far a measurement is, on stderr: every file, every few seconds, and every line that could not be judged.

const EVERY_MS = 5000;

export class Progress {
  faults = 0;
  #file = '';
  #rows = 0;
  #all = 0;
  #told = Date.now();

  begin(file: string): void {
    this.#file = file;
    this.#rows = 0;
    this.#told = Date.now();
    console.error(`${file} …`);
  }

  row(): void {
    this.#rows += 1;
    this.#all += 1;
    if (Date.now() - this.#told < EVERY_MS) return;
    this.#told = Date.now();
    console.error(`${this.#file}: ${this.#rows} rows`);
  }

  fault(line: number, why: string): void {
    this.faults += 1;
    console.error(`${this.#file}:${line}: ${why}`);
  }

  finish(): void {
    const faults = this.faults === 0 ? '' : `; ${this.faults} lines could not be judged`;
    console.error(`${this.#all} rows judged${faults}`);
  }
}
