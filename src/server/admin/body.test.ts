import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readAdminBody } from './body.ts';

const schema = z.strictObject({ reason: z.string() });

/** A body that arrives in chunks and declares no length. */
function arriving(...chunks: readonly string[]): Parameters<typeof readAdminBody>[0] {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(Buffer.from(chunk));
      controller.close();
    },
  });
  return { req: { raw: { body } } };
}

describe('the body of an admin call', () => {
  it('is read whole, wherever its chunks are cut', async () => {
    expect(await readAdminBody(arriving('{"reason":"', 'spring"', '}'), schema)).toEqual({
      reason: 'spring',
    });
  });

  it('is counted as it arrives, whatever length it declares', async () => {
    const mebibyte = 'x'.repeat(1024 * 1024);
    await expect(readAdminBody(arriving(...Array(9).fill(mebibyte)), schema)).rejects.toMatchObject({
      code: 'body_too_large',
    });
  });

  it('has one meaning: a key that comes twice is refused', async () => {
    await expect(readAdminBody(arriving('{"reason":"a","reason":"b"}'), schema)).rejects.toMatchObject({
      code: 'duplicate_keys',
    });
  });

  const words = z.strictObject({ scope: z.enum(['agent', 'workflow']), names: z.array(z.enum(['read'])) });
  it.each([
    ['{"scop":"agent"}', 'body: unknown field "scop"; did you mean `scope`?'],
    ['{"scope":"agnt","names":[]}', 'scope: "agnt": did you mean `agent`?'],
    ['{"scope":"x","names":[]}', 'scope: "x": expected one of: agent, workflow'],
    ['{"scope":"agent","names":["raed"]}', 'names: "raed": did you mean `read`?'],
    ['{"scope":5,"names":[]}', 'scope: expected one of "agent"|"workflow"'],
    ['{"scope":"agent"}', 'names: is missing: array is expected'],
  ])('%s: %s', async (body, publicMessage) => {
    await expect(readAdminBody(arriving(body), words)).rejects.toMatchObject({ publicMessage });
  });

  it('names what is wrong with it', async () => {
    await expect(readAdminBody(arriving('{'), schema)).rejects.toMatchObject({ code: 'invalid_json' });
    await expect(readAdminBody({ req: { raw: { body: null } } }, schema)).rejects.toMatchObject({
      code: 'invalid_json',
    });
    await expect(readAdminBody(arriving('{"reason":1}'), schema)).rejects.toMatchObject({
      code: 'invalid_request',
      publicMessage: expect.stringContaining('reason'),
    });
  });
});
