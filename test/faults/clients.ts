// Programs that append under load and say what they have a receipt for.

/** Sixteen clients without end, and sealing all the time; each client leaves a stream open now and then. A refusal is said by its code. */
export const UNDER_LOAD = `
  const draft = (number, client, kind) => ({ kind, workflow: 'w' + client, agent: 'a', exchange: process.pid + '-' + number,
    body: { number }, contents: [{ name: 'reply', bytes: Buffer.alloc(300 + number % 4000, number) }] });
  (async () => {
    for (;;) {
      // A sealing that is refused is what the disk's failures are about; those of the clients are told.
      await ledger.seal({ by: 'faults' }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  let number = 0;
  for (let client = 0; client < 16; client++) (async () => {
    for (;;) {
      const mine = number++;
      try {
        await ledger.append([draft(mine, client, 'exchange_requested')]);
        ledger.spool(process.pid + '-' + mine, 'w' + client, Buffer.from('part of ' + mine));
        const [receipt] = await ledger.append([draft(mine, client, 'exchange_completed')]);
        say(receipt.index + ' ' + receipt.hash);
      } catch (error) {
        say(error.code ?? error.message);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  })();`;
