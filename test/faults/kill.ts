// kill -9 at random points under load, again and again on one log.

import { Scene } from '../../src/store/test-support.ts';
import { listen, nothingHeard, requireKept } from './acknowledged.ts';
import { UNDER_LOAD } from './clients.ts';

/** Throws at the first round after which an acknowledged record is gone or the log does not verify. */
export async function killRounds(rounds: number): Promise<string> {
  const scene = new Scene();
  const directory = scene.directory();
  const heard = nothingHeard();
  let size = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      const child = scene.child(directory, UNDER_LOAD);
      let _timer: NodeJS.Timeout | undefined;
      await listen(child, heard, () => {
        _timer ??= setTimeout(() => child.kill('SIGKILL'), Math.random() * 300);
      });
      const ledger = await scene.open(directory);
      size = await requireKept(ledger, heard);
      await ledger.close();
    }
  } finally {
    await scene.clean();
  }
  return `${rounds} kills, ${heard.acknowledged.size} acknowledged, ${size} records`;
}
