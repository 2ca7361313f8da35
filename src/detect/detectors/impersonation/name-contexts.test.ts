import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featuresOf } from './context-features.ts';
import { namesInContext } from './name-contexts.ts';

const placesOf = (text: string, names: readonly string[], speaker?: string) =>
  namesInContext(text, names, speaker).names.map(({ span }) => text.slice(span.start, span.end));

describe('names in context', () => {
  it('are no parts of longer words, while marks and unspaced scripts end a word', () => {
    expect(placesOf('coders decoder coder_1 _coder', ['coder'])).toEqual(['coder']);
    expect(placesOf('__coder__ and 我是coder。', ['coder'])).toEqual(['coder', 'coder']);
  });

  it('leave the speaker out, whose name is context', () => {
    expect(placesOf('planner asks coder', ['coder'], 'planner')).toEqual(['coder']);
  });

  it('stay in place behind a letter that folding makes longer', () => {
    expect(placesOf('\u0130\u0130 Coder', ['Coder'])).toEqual(['Coder']);
  });

  it('have the same features whichever names they are', () => {
    const one = namesInContext('This is coder, ask planner.', ['coder', 'planner'], 'editor').names;
    const other = namesInContext('This is nurse, ask triages.', ['nurse', 'triages'], 'bot').names;
    expect(one.map(featuresOf)).toEqual(other.map(featuresOf));
  });

  it('are spelled as the roster has them, whatever stands around them', () => {
    const part = fc.oneof(
      fc.constantFrom('Ops_Lead', 'ops lead', '\n', ': ', 'I am ', '我是', '’s', '🤖'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        for (const named of namesInContext(text, ['Ops_Lead'], undefined).names) {
          expect(['ops_lead', 'ops lead']).toContain(
            text.slice(named.span.start, named.span.end).toLowerCase(),
          );
          expect(featuresOf(named).length).toBeLessThan(300);
        }
      }),
    );
  });
});
