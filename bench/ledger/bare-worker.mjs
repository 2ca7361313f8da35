// The bare engine behind a thread: takes all rows that wait, writes them in one transaction with one sync, answers once.

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { DatabaseSync } from '@photostructure/sqlite';

const database = new DatabaseSync(workerData.path);
database.exec(workerData.setUp);
const record = database.prepare(workerData.record);
const contents = database.prepare(workerData.contents);
const begin = database.prepare('BEGIN IMMEDIATE');
const commit = database.prepare('COMMIT');
let index = 0;

parentPort.on('message', (first) => {
  const rows = [...first];
  for (
    let more = receiveMessageOnPort(parentPort);
    more !== undefined;
    more = receiveMessageOnPort(parentPort)
  ) {
    rows.push(...more.message);
  }
  begin.run();
  for (const row of rows) {
    const exchange = `ex_01hf3k9z2m${String(index).padStart(12, '0')}`;
    record.run(
      index,
      row.hash,
      index,
      'exchange_requested',
      row.workflow,
      'research_agent',
      exchange,
      'ALLOW',
      row.leaf,
    );
    contents.run(index, row.pack);
    index++;
  }
  commit.run();
  parentPort.postMessage(rows.length);
});

// The driver closes a connection that nothing refers to, even while its statements are in use.
process.on('exit', () => database.close());
